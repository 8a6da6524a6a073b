"""Control charts: what is drawn, which points signal, and which limits are in force.

A spec (``XbarR``, ``Individuals``, ``P``, ``Ewma``, ``T2``, ...) says which chart; ``study`` draws it; ``judge``
applies run rules; ``phase_one`` leaves points out for a reason and ``freeze`` fixes the limits as a version that
later data are judged by, at once (``evaluate``) or subgroup by subgroup (``watch``, ``advance``). ``arl`` says
how long a chart runs before it signals.
"""
