"""A desk that is left in its first seconds, while what works beside the screens is about to begin."""

from threading import Event

from deskterm import settings
from deskterm.commands.frame import screens
from deskterm.commands.letters import beside
from deskterm.desk.context import open_desk


def test_who_leaves_while_the_sender_of_letters_is_about_to_begin_just_leaves(line, monkeypatch):
    line("queue")
    about_to, left, ended = Event(), Event(), Event()

    class Late(beside.SendingBeside):
        def start(self):
            about_to.set()
            assert left.wait(20)
            super().start()

        def run(self):
            super().run()
            ended.set()

    monkeypatch.setattr(screens, "AFTER_PAINT", 0)
    monkeypatch.setattr(screens, "LEAVING", 0.1)
    monkeypatch.setattr(beside, "SendingBeside", Late)
    desk = open_desk(line.desk, who="zen")
    try:
        with screens._mail_kept(desk, settings.load(desk=str(line.desk))):
            assert about_to.wait(20)
        left.set()
        assert ended.wait(20)
    finally:
        desk.close()
