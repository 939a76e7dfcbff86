if True:
	if True:
    print("deeper, or in no block?")
