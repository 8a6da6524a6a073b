"""Process capability: indices, intervals, ppm, non-normal methods and tests of normality."""
