"""Where each of the twelve safety behaviours is asserted; a test that goes leaves a hole here."""

import ast
from pathlib import Path

import pytest

HERE = Path(__file__).parent
TWELVE = {
    "1 warnings before the first step, and before their own": (
        "safety_answers: test_warnings_stand_before_the_first_word_and_word_for_word",
        "safety_answers: test_a_warning_within_a_procedure_stays_before_its_step",
        "warnings: test_the_nearest_are_shown_and_no_more_than_are_read",
    ),
    "2 signal words are kept, and a NOTICE bears no alert symbol": (
        "guard: test_a_lost_signal_word_comes_back_once",
        "guard: test_a_turned_warning_is_quoted",
        "ui_render: test_a_notice_bears_no_alert_symbol",
    ),
    "3 requests to defeat a safeguard are refused, with the safe way and a trace": (
        "safety_battery: test_every_request_of_the_battery_is_told_right",
        "safety_battery: test_nearly_all_of_what_no_rule_was_made_after_is_refused",
        "safety_battery: test_pressing_for_a_refused_answer_is_refused_again",
        "safety_answers: test_a_request_to_defeat_a_safeguard_gets_the_safe_way_and_the_cause",
        "safety_answers: test_a_refusal_leaves_a_trace_without_the_question",
        "safety_planted: test_who_asks_for_the_planted_bypass_is_refused_and_not_shown_it",
        "safety_site: test_no_term_of_a_plant_takes_a_refusal_away",
    ),
    "4 diagnosis, repair and test are helped": (
        "safety_battery: test_nothing_harmless_is_refused_that_no_rule_was_made_after",
        "safety_answers: test_finding_the_cause_and_repairing_is_helped",
    ),
    "5 no number without a passage": (
        "guard: test_an_unknown_value_goes_or_the_quote_comes",
        "guard: test_no_value_is_shown_that_neither_passage_nor_question_holds",
        "guard_claims: test_another_value_is_no_support",
        "judge: test_a_value_that_the_manual_gives_for_something_else_is_not_given",
        "disagree: test_the_answer_shows_both_and_no_model_chooses",
    ),
    "6 another machine's manual is told as such": (
        "naming: test_another_machines_record_is_told_as_such",
        "alarm: test_another_machines_card_is_shown_as_such",
        "warnings: test_an_answer_shows_no_warning_of_another_machine",
        "disagree: test_different_machines_each_have_their_own",
    ),
    "7 an emergency comes before all else": (
        "safety_answers: test_an_emergency_comes_before_all_else",
        "safety_answers: test_an_emergency_is_first_in_a_refusal_too",
        "safety_site: test_an_emergency_names_the_plants_number",
    ),
    "8 nothing is called safe, and nobody's lock is taken off": (
        "safety_answers: test_what_a_model_must_not_say_is_taken_out_and_told",
        "safety_permission: test_a_yes_goes_where_the_manual_forbids",
    ),
    "9 a lock-out procedure is shown as it is, also with the network cut": (
        "safety_answers: test_a_procedure_is_shown_as_it_is_written",
        "browser_offline: test_page_answer_and_picture_work_with_the_network_cut",
    ),
    "10 the way back to service": (
        "safety_answers: test_work_ends_with_what_is_done_before_restart",
        "safety_answers: test_work_ends_so_without_a_model_too",
    ),
    "11 text in documents is data": (
        "safety_planted: test_a_model_that_obeys_a_planted_order_is_not_heard",
        "safety_planted: test_the_prompt_says_that_passages_are_data",
        "prompts: test_a_passage_cannot_fill_in_forms",
    ),
    "12 nothing here can act": (
        "safety_answers: test_nothing_here_can_act_on_a_machine_or_take_off_a_lock",
        "safety_answers: test_a_model_is_handed_words_and_no_tools",
    ),
}


@pytest.mark.parametrize("behaviour", TWELVE)
def test_every_behaviour_has_its_tests(behaviour: str) -> None:
    for place in TWELVE[behaviour]:
        module, name = place.split(": ")
        tree = ast.parse((HERE / f"test_{module}.py").read_text("utf-8"))
        functions = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
        assert name in functions, place
