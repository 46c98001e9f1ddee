"""What people write instead of the format's words, and the word that they mean."""

from __future__ import annotations

DAYS = {
    **dict.fromkeys(("lun", "lunedì", "lunedi", "monday", "mo"), "mon"),
    **dict.fromkeys(("mar", "martedì", "martedi", "tuesday", "tu", "tues"), "tue"),
    **dict.fromkeys(("mer", "mercoledì", "mercoledi", "wednesday", "we"), "wed"),
    **dict.fromkeys(("gio", "giovedì", "giovedi", "thursday", "th", "thur", "thurs"), "thu"),
    **dict.fromkeys(("ven", "venerdì", "venerdi", "friday", "fr"), "fri"),
    **dict.fromkeys(("sab", "sabato", "saturday", "sa"), "sat"),
    **dict.fromkeys(("dom", "domenica", "sunday", "su"), "sun"),
}

KEYS = {
    **dict.fromkeys(("zone", "timezone", "time-zone", "fuso"), "tz"),
    **dict.fromkeys(("multiplier", "factor", "coefficient", "moltiplicatore"), "times"),
    **dict.fromkeys(("iva", "tax", "vat-rate"), "vat"),
    **dict.fromkeys(("nome", "title"), "name"),
    **dict.fromkeys(("hourly", "hourly-rate", "tariffa", "per-hour"), "rate"),
    **dict.fromkeys(("amount", "cost", "prezzo", "euro"), "price"),
    **dict.fromkeys(("if", "condition", "conditions", "se", "quando"), "when"),
    **dict.fromkeys(("action", "azione", "then"), "do"),
    **dict.fromkeys(("point", "stage", "punto"), "at"),
    **dict.fromkeys(("mesi", "validity", "valid"), "months"),
    **dict.fromkeys(("giorni",), "days"),
    **dict.fromkeys(("hours", "orari", "opening"), "open"),
    **dict.fromkeys(("feste", "festivi", "holiday"), "holidays"),
    **dict.fromkeys(("closed", "closing", "chiusure", "ferie"), "closures"),
    **dict.fromkeys(("round", "rounding", "rounded-to"), "step"),
    **dict.fromkeys(("start", "since", "valid-from"), "from"),
    **dict.fromkeys(("end", "valid-until"), "until"),
    **dict.fromkeys(("deadline", "within", "sla", "hard", "termine"), "target"),
    **dict.fromkeys(("cut-off", "cut"), "cutoff"),
    **dict.fromkeys(("text", "testo", "italian"), "it"),
    **dict.fromkeys(("english",), "en"),
}

FACTS = {
    **dict.fromkeys(("urgent", "urgency", "urgente", "bloccante"), "blocking"),
    **dict.fromkeys(("agreement", "contratto"), "contract"),
    **dict.fromkeys(("minutes", "duration", "time", "length"), "seconds"),
    **dict.fromkeys(("known", "client", "cliente"), "customer"),
    **dict.fromkeys(("mail", "e-mail"), "email"),
    **dict.fromkeys(("piano",), "plan"),
    **dict.fromkeys(("priority", "gravity"), "severity"),
    **dict.fromkeys(("work", "activity"), "session"),
    **dict.fromkeys(("category", "argument"), "topic"),
    **dict.fromkeys(("incoming", "in"), "inbound"),
    **dict.fromkeys(("credit", "balance"), "pack_left"),
}

WORDS = {
    **dict.fromkeys(("mail", "e-mail", "posta"), "email"),
    **dict.fromkeys(("telephone", "telefono", "tel"), "phone"),
    **dict.fromkeys(("web", "form"), "portal"),
    **dict.fromkeys(("refuse", "deny"), "reject"),
    **dict.fromkeys(("forward", "send"), "route"),
    **dict.fromkeys(("ask", "question"), "clarify"),
    **dict.fromkeys(("stop", "forbid"), "block"),
    **dict.fromkeys(("warning", "alert"), "warn"),
    **dict.fromkeys(("hourly", "hour", "hours"), "time"),
    **dict.fromkeys(("gratis",), "free"),
    **dict.fromkeys(("begin", "arrival"), "intake"),
    **dict.fromkeys(("minutes", "min", "hour"), "minute"),
    **dict.fromkeys(("tickets",), "ticket"),
    **dict.fromkeys(("euro", "money", "cents"), "cent"),
    **dict.fromkeys(("wall", "24h", "plain"), "elapsed"),
    **dict.fromkeys(("working", "workdays", "business"), "workday"),
    **dict.fromkeys(("arrival-time", "fifo", "date"), "arrived"),
    **dict.fromkeys(("boolean", "bool", "flag", "yesno", "sì-no", "si-no"), "yes-no"),
    **dict.fromkeys(("integer", "int", "float", "decimal", "numero"), "number"),
    **dict.fromkeys(("string", "str", "testo"), "text"),
    **dict.fromkeys(("enum", "select", "list", "scelta"), "choice"),
    **dict.fromkeys(("contract", "contratto", "subscription"), "agreement"),
    **dict.fromkeys(("client", "cliente", "account"), "customer"),
    **dict.fromkeys(("activity", "work", "visit"), "session"),
}

# What people call a currency, and its code.
CURRENCIES = {
    **dict.fromkeys(("frs", "sfr", "fr", "fr.", "franchi", "franken", "francs", "franco", "franc"), "CHF"),
    **dict.fromkeys(("€", "euro", "euros", "eu"), "EUR"),
    **dict.fromkeys(("£", "pound", "pounds", "sterline", "stg", "uk"), "GBP"),
    **dict.fromkeys(("$", "us$", "dollar", "dollars", "dollari", "dollaro"), "USD"),
    **dict.fromkeys(("yen", "¥"), "JPY"),
}
