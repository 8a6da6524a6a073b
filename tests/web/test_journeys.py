"""People at work in the browser, in Chinese, on the real server; each journey is a file in web/journeys."""

from __future__ import annotations

from tests.web.conftest import Browser


def test_a_newcomer_signs_in_and_comes_back_to_the_page_he_wanted(browser: Browser) -> None:
    browser.walk("sign_in")


def test_a_list_is_filtered_ordered_kept_as_a_view_and_told_by_its_address(browser: Browser) -> None:
    browser.walk("lists")


def test_an_order_is_pasted_from_a_spreadsheet_computed_while_typing_and_released(browser: Browser) -> None:
    browser.walk("order")


def test_two_people_change_one_record_and_lose_nothing(browser: Browser) -> None:
    browser.walk("conflict")


def test_no_right_means_neither_button_nor_data(browser: Browser) -> None:
    browser.walk("access")


def test_everything_is_found_by_name_number_initials_and_scanner(browser: Browser) -> None:
    browser.walk("find")


def test_a_field_added_through_the_api_is_on_every_page(browser: Browser) -> None:
    browser.walk("new_field")


def test_a_dirty_file_is_mapped_corrected_in_place_and_loaded(browser: Browser) -> None:
    browser.walk("import_file")


def test_every_page_holds_at_three_widths_light_and_dark(browser: Browser) -> None:
    browser.walk("screens")


def test_a_failing_sample_blocks_the_lot_and_reaches_supplier_grade_and_trace(browser: Browser) -> None:
    browser.walk("loop")


def test_entries_made_without_network_arrive_once_when_it_is_back(browser: Browser) -> None:
    browser.walk("offline")
