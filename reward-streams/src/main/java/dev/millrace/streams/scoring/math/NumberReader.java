package dev.millrace.streams.scoring.math;

import dev.millrace.streams.scoring.math.MathToken.Kind;

/** Reads numbers, and the fraction of a mixed one: 2 1/2, 2½, {@code 2\frac{1}{2}}. For one formula, on one thread. */
final class NumberReader {

    private final FormulaCursor in;
    private final FormulaReader reader;

    NumberReader(FormulaCursor in, FormulaReader reader) {
        this.in = in;
        this.reader = reader;
    }

    /** Reads the number that comes next; false if it is none, as the 01 of a date. */
    boolean read() {
        MathToken number = in.take();
        if (number.text().length() > 1 && number.text().startsWith("0") && number.isWhole() && !in.isAlone()) {
            return false;
        }
        String written = literal(number.text());
        if (number.isWhole() && in.is(Kind.VULGAR)) {
            return in.put("(" + written + "+" + in.take().text() + ")");
        }
        if (number.isWhole() && isPlainFraction()) {
            return in.put("(" + written + "+") && reader.fraction() && in.put(")");
        }
        boolean mixed =
                number.isWhole() && in.isWhole(0) && in.token().apart() && in.is(1, Kind.DIVIDE) && in.isWhole(2);
        if (mixed) {
            in.put("(" + written + "+" + in.token().text() + "/" + in.token(2).text() + ")");
            in.skip(3);
            return true;
        }
        in.put(written);
        return !in.is(Kind.NUMBER);
    }

    /** A number with an exponent as a bounded power. */
    static String literal(String written) {
        int exponent = written.indexOf('e');
        String digits = exponent < 0 ? written : written.substring(0, exponent);
        String padded = digits.startsWith(".") ? "0" + digits : digits;
        if (exponent < 0) {
            return padded;
        }
        String power = written.substring(exponent + 1).replace("+", "");
        String signed = power.startsWith("-") ? "(0-" + power.substring(1) + ")" : power;
        return "(" + padded + "*(10^" + signed + "))";
    }

    /** Whether a fraction of two whole numbers comes next, which behind a number makes a mixed one. */
    private boolean isPlainFraction() {
        if (!in.is(Kind.FRACTION)) {
            return false;
        }
        int next = wholeArgumentEnd(1);
        return next > 0 && wholeArgumentEnd(next) > 0;
    }

    /** Where an argument ends that is a whole number, in places ahead; -1 if it is another. */
    private int wholeArgumentEnd(int from) {
        boolean braces = in.is(from, Kind.GROUP_OPEN);
        int number = braces ? from + 1 : from;
        if (!in.isWhole(number) || (braces && !in.is(number + 1, Kind.GROUP_CLOSE))) {
            return -1;
        }
        return braces ? number + 2 : number + 1;
    }
}
