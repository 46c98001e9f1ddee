"""Ten thousand random requests leave the queue in exactly the order that the document gives."""

import pytest

from tests.scenarios.crowd import CHANNELS, Crowd


def happens_to_many(crowd, codes, each):
    """So many are sent again, pass through other hands, are asked back, and rest for a while."""
    by_day = [code for code in codes if crowd.asked[code][2]["channel"] != "on-call"]
    some = crowd.dice.sample(by_day, 4 * each)
    with crowd.desk.write():
        for code in some[:each]:
            crowd.is_sent_again(code)
    for code in some[each : 2 * each]:
        crowd.passes_through_other_hands(code)
    for code in some[2 * each : 3 * each]:
        crowd.is_asked_and_replies(code)
    for code in some[3 * each :]:
        crowd.rests_and_returns(code)


def in_order(folder, service, how_many):
    crowd = Crowd(folder / "desk", service)
    try:
        with crowd.desk.write():
            codes = [crowd.asks(number) for number in range(how_many)]
            for code in codes:
                crowd.is_sorted_out(code)
        happens_to_many(crowd, codes, how_many // 50)
        assert crowd.expected() != codes
        assert crowd.listed() == crowd.expected()
        assert crowd.served() == crowd.expected()
    finally:
        crowd.close()


@pytest.mark.rule("D15", "D20", "O8", "I11", "I16", "I17", "I18", "I19", "A14")
@pytest.mark.parametrize("service", CHANNELS)
def test_requests_leave_the_queue_in_the_order_of_the_document(tmp_path, service):
    in_order(tmp_path, service, 800)


@pytest.mark.trial
@pytest.mark.parametrize("service", CHANNELS)
def test_ten_thousand_requests_leave_the_queue_in_the_order_of_the_document(tmp_path, service):
    in_order(tmp_path, service, 10_000)
