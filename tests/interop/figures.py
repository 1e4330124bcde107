"""The arithmetic of docs/formats/case.md on exact rationals: the one rounding, the means, the texts of figures."""

from fractions import Fraction


def half_up(number):
    """To two places, exactly; of a negative number, which only odd minima give, halves go away from 0, as the rules'
    ROUND_HALF_UP has it."""
    cents = (abs(number) * 100 + Fraction(1, 2)).__floor__()
    return Fraction(-cents if number < 0 else cents, 100)


def shown(number):
    """To two places, half up."""
    cents = int(half_up(number) * 100)
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02d}"


def plain(number):
    """A decimal without trailing zeros."""
    places = 0
    while (number * 10**places).denominator != 1:
        places += 1
    digits = str(abs(int(number * 10**places))).rjust(places + 1, "0")
    sign = "-" if number < 0 else ""
    return sign + (digits if places == 0 else f"{digits[:-places]}.{digits[-places:]}")


def mean(numbers):
    return sum(numbers, Fraction(0)) / len(numbers)


def without_ends(numbers):
    return sorted(numbers)[1:-1]


def outwards(grid, middle):
    """The values of an ascending list by their distance from one of them, of two equally far the lower first."""
    low = high = grid.index(middle)
    low -= 1
    while low >= 0 or high < len(grid):
        if high >= len(grid) or low >= 0 and middle - grid[low] <= grid[high] - middle:
            yield grid[low]
            low -= 1
        else:
            yield grid[high]
            high += 1
