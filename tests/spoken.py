"""What people say on Tuesday 3 March 2026 at 9:12, in Italian and in English, and what they mean by it."""

AT = "2026-03-03T09:12"

PAST = {
    "it": {
        "9:00": "2026-03-03T09:00",
        "ieri alle 15": "2026-03-02T15:00",
        "ieri 15.30": "2026-03-02T15:30",
        "lunedì alle 9": "2026-03-02T09:00",
        "20 minuti fa": "2026-03-03T08:52",
        "un'ora fa": "2026-03-03T08:12",
        "mezz'ora fa": "2026-03-03T08:42",
        "2/3 12:01": "2026-03-02T12:01",
        "mar 3/3/26 08:30": "2026-03-03T08:30",
        "3 marzo 2026 ore 8": "2026-03-03T08:00",
        "l'altro ieri alle 10": "2026-03-01T10:00",
        "stamattina alle 8": "2026-03-03T08:00",
        "alle 8 e mezza": "2026-03-03T08:30",
        "il 2 alle 15": "2026-03-02T15:00",
        "il due alle 15": "2026-03-02T15:00",
        "due marzo alle 9": "2026-03-02T09:00",
        "ventotto febbraio alle 9": "2026-02-28T09:00",
        "stamane alle 8": "2026-03-03T08:00",
        "le 8 e un quarto": "2026-03-03T08:15",
        "lunedì della settimana scorsa alle 10": "2026-02-23T10:00",
        "2 marzo 12:01 ora solare": "2026-03-02T12:01",
    },
    "en": {
        "9:00": "2026-03-03T09:00",
        "yesterday 15:00": "2026-03-02T15:00",
        "yesterday at 3 pm": "2026-03-02T15:00",
        "last monday 9:00": "2026-03-02T09:00",
        "20 minutes ago": "2026-03-03T08:52",
        "an hour ago": "2026-03-03T08:12",
        "half an hour ago": "2026-03-03T08:42",
        "2 March 12:01": "2026-03-02T12:01",
        "Tue 3 Mar 26 08:30": "2026-03-03T08:30",
        "March 3, 2026 8am": "2026-03-03T08:00",
        "the day before yesterday at 10": "2026-03-01T10:00",
        "this morning at 8": "2026-03-03T08:00",
        "half past 8": "2026-03-03T08:30",
    },
}
COMING = {
    "it": {
        "15:00": "2026-03-03T15:00",
        "15": "2026-03-03T15:00",
        "oggi 15:00": "2026-03-03T15:00",
        "oggi pomeriggio alle 3": "2026-03-03T15:00",
        "domani mattina alle 9": "2026-03-04T09:00",
        "domattina alle 9": "2026-03-04T09:00",
        "il 5 alle 15": "2026-03-05T15:00",
        "le 3 del pomeriggio": "2026-03-03T15:00",
        "le 15 e un quarto": "2026-03-03T15:15",
        "le 9 e mezza": "2026-03-03T09:30",
        "dodici marzo alle 9": "2026-03-12T09:00",
        "lunedì della settimana prossima alle 10": "2026-03-09T10:00",
        "dopodomani 8.30": "2026-03-05T08:30",
        "tra 20 minuti": "2026-03-03T09:32",
        "+30m": "2026-03-03T09:42",
        "+1h30": "2026-03-03T10:42",
        "fra un'ora e mezza": "2026-03-03T10:42",
        "venerdì alle 14": "2026-03-06T14:00",
        "5/3 14:00": "2026-03-05T14:00",
        "il 5 marzo alle 14": "2026-03-05T14:00",
        "5 mar 2026 14:00": "2026-03-05T14:00",
        "lunedì prossimo alle 9": "2026-03-09T09:00",
        "tra 3 giorni alle 10": "2026-03-06T10:00",
        "mezzogiorno": "2026-03-03T12:00",
    },
    "en": {
        "15:00": "2026-03-03T15:00",
        "3 pm": "2026-03-03T15:00",
        "today 15:00": "2026-03-03T15:00",
        "this afternoon at 3": "2026-03-03T15:00",
        "tomorrow morning at 9": "2026-03-04T09:00",
        "day after tomorrow 8:30": "2026-03-05T08:30",
        "in 20 minutes": "2026-03-03T09:32",
        "in an hour and a half": "2026-03-03T10:42",
        "friday at 14": "2026-03-06T14:00",
        "5/3 14:00": "2026-03-05T14:00",
        "5th of March at 2pm": "2026-03-05T14:00",
        "5 Mar 2026 14:00": "2026-03-05T14:00",
        "next monday at 9": "2026-03-09T09:00",
        "in 3 days at 10": "2026-03-06T10:00",
        "noon": "2026-03-03T12:00",
    },
}
DAY = {
    "it": {
        "ieri": "2026-03-02",
        "oggi": "2026-03-03",
        "lunedì": "2026-03-02",
        "lunedì scorso": "2026-03-02",
        "2/3": "2026-03-02",
        "02.03.2026": "2026-03-02",
        "2 marzo": "2026-03-02",
        "una settimana fa": "2026-02-24",
    },
    "en": {
        "yesterday": "2026-03-02",
        "today": "2026-03-03",
        "monday": "2026-03-02",
        "last monday": "2026-03-02",
        "2/3": "2026-03-02",
        "2 March 2026": "2026-03-02",
        "March 2": "2026-03-02",
        "a week ago": "2026-02-24",
    },
}
DAY_TO_COME = {
    "it": {
        "31/12": "2026-12-31",
        "31 dicembre 2026": "2026-12-31",
        "fra un mese": "2026-04-03",
        "domani": "2026-03-04",
        "1° aprile": "2026-04-01",
        "venerdì": "2026-03-06",
        "31-12-26": "2026-12-31",
        "primo giugno": "2026-06-01",
    },
    "en": {
        "31/12": "2026-12-31",
        "31 December 2026": "2026-12-31",
        "in a month": "2026-04-03",
        "tomorrow": "2026-03-04",
        "1st of April": "2026-04-01",
        "friday": "2026-03-06",
        "31-12-26": "2026-12-31",
        "June 1st": "2026-06-01",
    },
}
MONTH = {
    "it": {"febbraio": "2026-02", "feb 2026": "2026-02", "02/2026": "2026-02", "mese scorso": "2026-02"},
    "en": {"February": "2026-02", "Feb 2026": "2026-02", "02/2026": "2026-02", "last month": "2026-02"},
}
MONEY = {
    "it": {
        "1.045,00": 104500,
        "1045,00": 104500,
        "1 045,00": 104500,
        "1'045": 104500,
        "45,5": 4550,
        "€ 45,50": 4550,
        "45,50 euro": 4550,
        "1.045,00 €": 104500,
    },
    "en": {
        "1,045.00": 104500,
        "1045.00": 104500,
        "1 045.00": 104500,
        "1'045": 104500,
        "45.5": 4550,
        "€45.50": 4550,
        "45.50 EUR": 4550,
        "€1,045.00": 104500,
    },
}
LENGTH = {
    "it": {
        "10h": 600,
        "1h30": 90,
        "90 min": 90,
        "un'ora e mezza": 90,
        "1 ora e 30": 90,
        "2,5 ore": 150,
        "mezz'ora": 30,
        "1:30": 90,
    },
    "en": {
        "10h": 600,
        "1h30": 90,
        "90 minutes": 90,
        "an hour and a half": 90,
        "1 hour 30": 90,
        "2.5 hours": 150,
        "half an hour": 30,
        "1:30": 90,
    },
}

# What may mean two things, by the field in which it is typed, with both as they are spelled in Italian.
TWO = {
    "past": {
        "15:00": ("2 marzo 2026 15:00", "3 marzo 2026 15:00"),
        "26/10/2025 2:30": ("26 ottobre 2025 02:30 ora legale", "26 ottobre 2025 02:30 ora solare"),
        "15/12 9:00": ("15 dicembre 2025 09:00", "15 dicembre 2026 09:00"),
    },
    "coming": {
        "martedì 15:00": ("3 marzo 2026 15:00", "10 marzo 2026 15:00"),
        "venerdì prossimo alle 9": ("6 marzo 2026 09:00", "13 marzo 2026 09:00"),
        "domani alle 5": ("4 marzo 2026 05:00", "4 marzo 2026 17:00"),
        "domani a mezzanotte": ("4 marzo 2026 00:00", "5 marzo 2026 00:00"),
    },
    "day": {
        "15/12": ("15 dicembre 2025", "15 dicembre 2026"),
        "martedì": ("24 febbraio 2026", "3 marzo 2026"),
    },
    "day_to_come": {
        "3/3": ("3 marzo 2026", "3 marzo 2027"),
        "3 marzo": ("3 marzo 2026", "3 marzo 2027"),
    },
    "money": {"1.045": ("1.045,00 €", "1,05 €"), "45.500": ("45.500,00 €", "45,50 €")},
}

# In a field that looks ahead: what has passed, and the next one, which alone can be meant.
PASSED = {
    "coming": {
        "9:00": ("3 marzo 2026 09:00", "4 marzo 2026 09:00"),
        "2/3 10:00": ("2 marzo 2026 10:00", "2 marzo 2027 10:00"),
        "3/3": ("3 marzo 2026 08:00", "3 marzo 2027 08:00"),
        "29/2": ("29 febbraio 2024 08:00", "29 febbraio 2028 08:00"),
    },
    "day_to_come": {
        "1/3": ("1 marzo 2026", "1 marzo 2027"),
        "29/2": ("29 febbraio 2024", "29 febbraio 2028"),
        "1/1/90": ("1 gennaio 1990", "1 gennaio 2090"),
    },
}


def ways(language: str, *sorts: dict) -> int:
    """How many ways there are in a language."""
    return sum(len(sort[language]) for sort in sorts)
