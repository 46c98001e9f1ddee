"""Ten thousand random requests leave the queue in exactly the order that the document gives."""

import pytest

from tests.scenarios.crowd import CHANNELS, Crowd


def in_order(folder, service, how_many):
    crowd = Crowd(folder / "desk", service)
    try:
        with crowd.desk.write():
            codes = [crowd.asks(number) for number in range(how_many)]
            for code in codes:
                crowd.is_sorted_out(code)
        some = crowd.dice.sample(codes, 40)
        for code in some[:10]:
            crowd.rests_and_returns(code)
        for code in some[10:20]:
            crowd.passes_through_other_hands(code)
        for code in some[20:30]:
            crowd.is_asked_and_replies(code)
        if service == "istes":
            for code in some[30:]:
                crowd.is_sent_again(code)
        assert crowd.expected() != codes
        assert crowd.served() == crowd.expected()
    finally:
        crowd.close()


@pytest.mark.rule("D15", "D20", "O8", "I11", "I16", "I17", "I18", "I19", "A14")
@pytest.mark.parametrize("service", CHANNELS)
def test_requests_leave_the_queue_in_the_order_of_the_document(tmp_path, service):
    in_order(tmp_path, service, 2000)


@pytest.mark.trial
@pytest.mark.parametrize("service", CHANNELS)
def test_ten_thousand_requests_leave_the_queue_in_the_order_of_the_document(tmp_path, service):
    in_order(tmp_path, service, 10_000)
