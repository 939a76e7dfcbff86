# Dates and times as numbers, and their texts: what `time` and `datetime` share. The run's clock is in
# UTC, in the language "C".
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)
_LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
# The day number of 1970-01-01; that of 0001-01-01 is 1.
_EPOCH = 719163


def _is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def _days_in_month(year, month):
    return 29 if month == 2 and _is_leap(year) else _LENGTHS[month - 1]


def _day_of_year(year, month, day):
    return sum(_LENGTHS[: month - 1]) + (month > 2 and _is_leap(year)) + day


def _day_number(year, month, day):
    before = year - 1
    return before * 365 + before // 4 - before // 100 + before // 400 + _day_of_year(year, month, day)


def _date_of(number):
    n = number - 1
    year = n * 400 // 146097 + 1
    while _day_number(year, 1, 1) > number:
        year -= 1
    while _day_number(year + 1, 1, 1) <= number:
        year += 1
    day = number - _day_number(year, 1, 1) + 1
    month = 1
    while day > _days_in_month(year, month):
        day -= _days_in_month(year, month)
        month += 1
    return year, month, day


def _iso_week(year, month, day):
    number = _day_number(year, month, day)
    thursday = number - (number - 1) % 7 + 3
    iso_year = _date_of(thursday)[0]
    return iso_year, (thursday - _day_number(iso_year, 1, 1)) // 7 + 1, (number - 1) % 7 + 1


def _format(template, date, time, fraction="000000", zone="", zone_name=""):
    year, month, day = date
    hour, minute, second = time
    if "%" not in template:
        return template
    number = _day_number(year, month, day)
    weekday, of_year = (number - 1) % 7, _day_of_year(year, month, day)
    parts, at = [], 0
    while True:
        place = template.find("%", at)
        if place < 0 or place == len(template) - 1:
            parts.append(template[at:])
            return "".join(parts)
        parts.append(template[at:place])
        sign = template[place + 1]
        at = place + 2
        if sign == "-" and at < len(template):
            sign = template[at]
            at += 1
            text = _format("%" + sign, date, time)
            parts.append(text.lstrip("0") or "0")
            continue
        composed = _COMPOSED.get(sign)
        if composed is not None:
            parts.append(_format(composed, date, time))
            continue
        match sign:
            case "Y": text = str(year)
            case "G": text = str(_iso_week(*date)[0])
            case "y": text = f"{year % 100:02}"
            case "C": text = f"{year // 100:02}"
            case "m": text = f"{month:02}"
            case "d": text = f"{day:02}"
            case "e": text = f"{day:2}"
            case "H": text = f"{hour:02}"
            case "k": text = f"{hour:2}"
            case "I": text = f"{hour % 12 or 12:02}"
            case "M": text = f"{minute:02}"
            case "S": text = f"{second:02}"
            case "f": text = fraction
            case "p": text = "AM" if hour < 12 else "PM"
            case "j": text = f"{of_year:03}"
            case "A": text = _DAYS[weekday]
            case "a": text = _DAYS[weekday][:3]
            case "w": text = str((weekday + 1) % 7)
            case "u": text = str(weekday + 1)
            case "B": text = _MONTHS[month - 1]
            case "b" | "h": text = _MONTHS[month - 1][:3]
            case "U": text = f"{(of_year + 6 - (weekday + 1) % 7) // 7:02}"
            case "W": text = f"{(of_year + 6 - weekday) // 7:02}"
            case "V": text = f"{_iso_week(*date)[1]:02}"
            case "s": text = str((number - _EPOCH) * 86400 + hour * 3600 + minute * 60 + second)
            case "z": text = zone
            case "Z": text = zone_name
            case "n": text = "\n"
            case "t": text = "\t"
            case "%": text = "%"
            case _: text = "%" + sign
        parts.append(text)


_COMPOSED = {
    "c": "%a %b %e %H:%M:%S %Y", "x": "%m/%d/%y", "X": "%H:%M:%S", "D": "%m/%d/%y",
    "F": "%Y-%m-%d", "T": "%H:%M:%S", "R": "%H:%M", "r": "%I:%M:%S %p",
}
_WIDTHS = {"Y": 4, "m": 2, "d": 2, "H": 2, "I": 2, "M": 2, "S": 2, "y": 2, "f": 6, "j": 3}


def _mismatch(text, template):
    raise ValueError(f"time data {text!r} does not match format {template!r}")


def _parse(text, template):
    found, at, place = {}, 0, 0
    while place < len(template):
        sign = template[place]
        place += 1
        if sign.isspace():
            at = len(text) - len(text[at:].lstrip())
            continue
        if sign != "%":
            if text[at : at + 1] != sign:
                _mismatch(text, template)
            at += 1
            continue
        sign = template[place : place + 1]
        place += 1
        if sign in _COMPOSED:
            template = _COMPOSED[sign] + template[place:]
            place = 0
            continue
        width = _WIDTHS.get(sign)
        if width is not None:
            end = at
            while end < len(text) and end - at < width and text[end].isdigit():
                end += 1
            if end == at or sign == "Y" and end - at < 4:
                _mismatch(text, template)
            digits = text[at:end]
            found[sign] = int(digits.ljust(6, "0") if sign == "f" else digits)
            at = end
            continue
        if sign == "z":
            rest = text[at:]
            digits = rest[1:6].replace(":", "")[:4]
            if rest[:1] == "Z":
                found["z"], at = 0, at + 1
            elif rest[:1] and rest[0] in "+-" and len(digits) == 4 and digits.isdigit():
                minutes = int(digits[:2]) * 60 + int(digits[2:])
                found["z"] = -minutes if rest[0] == "-" else minutes
                at += 6 if rest[3:4] == ":" else 5
            else:
                _mismatch(text, template)
            continue
        if sign == "%":
            names = ("%",)
        elif sign in ("b", "a", "h"):
            names = [name[:3] for name in (_DAYS if sign == "a" else _MONTHS)]
        elif sign in ("B", "A", "p", "Z"):
            names = {"B": _MONTHS, "A": _DAYS, "p": ("AM", "PM"), "Z": ("UTC", "GMT")}[sign]
        else:
            raise ValueError(f"{sign!r} is a bad directive in format {template!r}")
        for number, name in enumerate(names):
            if text[at : at + len(name)].lower() == name.lower():
                found[{"h": "b", "B": "b"}.get(sign, sign)] = number
                at += len(name)
                break
        else:
            _mismatch(text, template)
    if at < len(text):
        raise ValueError(f"unconverted data remains: {text[at:]}")
    if "y" in found:
        found["Y"] = found["y"] + (2000 if found["y"] < 69 else 1900)
    if "b" in found:
        found["m"] = found["b"] + 1
    if "I" in found:
        found["H"] = found["I"] % 12 + 12 * found.get("p", 0)
    date = found.get("Y", 1900), found.get("m", 1), found.get("d", 1)
    if "j" in found:
        date = _date_of(_day_number(date[0], 1, 1) + found["j"] - 1)
    time = found.get("H", 0), found.get("M", 0), found.get("S", 0)
    return date, time, found.get("f", 0), found.get("z")
