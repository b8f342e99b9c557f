#!/bin/nosuch -x a shebang and a BOM do not matter
echo one
#! /bin/false
echo two
