print("\ud800", r"\ud800", "\\ud800", b"\ud800", f"{1} \udfff", "\U0000dc00", "\ud7ff")
