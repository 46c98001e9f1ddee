"""Somebody rings: who is it?"""
