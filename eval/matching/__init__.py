"""Every scheme over very many companies: does each answer agree with that for one company, and how fast is it?"""
