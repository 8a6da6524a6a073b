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


def test_a_drawing_is_put_on_an_item_and_a_photo_taken_without_network_arrives_once(browser: Browser) -> None:
    browser.walk("drawing")


def test_a_block_is_pasted_over_a_list_and_taken_back(browser: Browser) -> None:
    browser.walk("paste_list")


def test_a_controlled_record_asks_why_wherever_it_is_changed(browser: Browser) -> None:
    browser.walk("reason")


def test_a_usage_decision_is_signed_by_password_where_the_setting_asks_for_it(browser: Browser) -> None:
    browser.walk("sign")


def test_a_step_on_all_that_match_says_what_became_of_each(browser: Browser) -> None:
    browser.walk("bulk")


def test_entries_made_without_network_arrive_once_when_it_is_back(browser: Browser) -> None:
    browser.walk("offline")


def test_one_person_in_two_companies_sees_and_hears_each_by_itself(browser: Browser) -> None:
    browser.walk("companies")


def test_a_report_is_printed_from_its_page(browser: Browser) -> None:
    browser.walk("printing")


def test_what_a_colleague_does_appears_without_a_reload(browser: Browser) -> None:
    browser.walk("live")


def test_a_shared_view_shows_a_colleague_the_same_list(browser: Browser) -> None:
    browser.walk("shared_view")


def test_cards_of_boards_move_where_a_step_leads(browser: Browser) -> None:
    browser.walk("kanban")


def test_an_administrator_makes_users_reads_rights_and_trail_and_replays_a_dead_letter(browser: Browser) -> None:
    browser.walk("administration")


def test_a_company_is_opened_entered_and_closed_in_the_browser(browser: Browser) -> None:
    with browser.working():
        browser.walk("company")


def test_every_role_opens_its_whole_menu_and_nothing_is_refused(browser: Browser) -> None:
    browser.walk("everywhere")


def test_a_signature_is_drawn_undone_and_kept_with_its_name(browser: Browser) -> None:
    browser.walk("signature")


def test_an_empty_company_says_why_and_what_next_on_every_kind_of_page(browser: Browser) -> None:
    browser.walk("empty")


def test_a_photo_taken_at_inspection_is_kept_at_the_lot(browser: Browser) -> None:
    browser.walk("photo")


def test_a_blocked_lot_says_why_and_leads_to_what_holds_it(browser: Browser) -> None:
    browser.walk("blocked")


def test_ten_thousand_rows_scroll_without_a_dropped_one(browser: Browser) -> None:
    browser.walk("long_list")
