# 😀 is one column wide here, whatever a terminal thinks.
😀 = '😀' + nothing
x = '😀' + nothing
