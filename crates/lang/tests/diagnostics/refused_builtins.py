open("f")
eval("1")
exec("1")
globals()
