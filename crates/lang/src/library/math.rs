//! The names of the module `math`.

use super::{Entry, Implementation::Float, Native, native, row};

pub(super) const ROWS: &[Entry] = &[
    row("math", "sqrt", native(Native::MathSqrt), "sqrt(x)\nThe square root."),
    row(
        "math",
        "floor",
        native(Native::MathFloor),
        "floor(x)\nThe largest integer that is not above x.",
    ),
    row(
        "math",
        "ceil",
        native(Native::MathCeil),
        "ceil(x)\nThe smallest integer that is not below x.",
    ),
    row(
        "math",
        "isqrt",
        native(Native::MathIsqrt),
        "isqrt(n)\nThe integer part of the square root of an integer.",
    ),
    row("math", "log", native(Native::MathLog), "log(x, base=e)\nThe logarithm."),
    row("math", "log2", native(Native::MathLog2), "log2(x)\nThe logarithm in base 2."),
    row("math", "log10", native(Native::MathLog10), "log10(x)\nThe logarithm in base 10."),
    row("math", "exp", native(Native::MathExp), "exp(x)\ne to the power of x."),
    row("math", "sin", native(Native::MathSin), "sin(x)\nThe sine of an angle in radians."),
    row("math", "cos", native(Native::MathCos), "cos(x)\nThe cosine of an angle in radians."),
    row("math", "tan", native(Native::MathTan), "tan(x)\nThe tangent of an angle in radians."),
    row("math", "atan", native(Native::MathAtan), "atan(x)\nThe angle whose tangent is x."),
    row("math", "atan2", native(Native::MathAtan2), "atan2(y, x)\nThe angle of the point (x, y)."),
    row(
        "math",
        "hypot",
        native(Native::MathHypot),
        "hypot(*coordinates)\nThe distance from the origin.",
    ),
    row("math", "pow", native(Native::MathPow), "pow(x, y)\nx to the power of y, as a float."),
    row("math", "gcd", native(Native::MathGcd), "gcd(*integers)\nThe greatest common divisor."),
    row("math", "fabs", native(Native::MathFabs), "fabs(x)\nThe float without its sign."),
    row(
        "math",
        "factorial",
        native(Native::MathFactorial),
        "factorial(n)\nThe product of the integers from 1 to n.",
    ),
    row("math", "isnan", native(Native::MathIsNan), "isnan(x)\nWhether x is not a number."),
    row("math", "isinf", native(Native::MathIsInf), "isinf(x)\nWhether x is infinite."),
    row(
        "math",
        "prod",
        native(Native::MathProd),
        "prod(iterable, *, start=1)\nThe product of the items.",
    ),
    row(
        "math",
        "pi",
        Float(std::f64::consts::PI),
        "pi\nThe circumference of a circle of diameter 1.",
    ),
    row("math", "e", Float(std::f64::consts::E), "e\nThe base of the natural logarithm."),
    row(
        "math",
        "tau",
        Float(std::f64::consts::TAU),
        "tau\nThe circumference of a circle of radius 1.",
    ),
    row("math", "inf", Float(f64::INFINITY), "inf\nLarger than all numbers."),
    row("math", "nan", Float(f64::NAN), "nan\nNot a number."),
];
