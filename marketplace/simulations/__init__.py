"""Changed rules over last year's real earnings: who gains and loses, what each fund would get, which caps are hit."""
