print('no end
x = (1,
