package dev.millrace.monitoring.groups;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Takes a filter apart into its conditions, and knows where each of them stands. */
final class FilterScanner {

    private static final int MOST_CHARACTERS = 1_000;
    private static final String SIGNS = ":<>=";

    private final String text;
    private int at;

    FilterScanner(String text) throws FilterException {
        if (text.length() > MOST_CHARACTERS) {
            throw new FilterException(
                    "a filter has at most " + MOST_CHARACTERS + " characters",
                    MOST_CHARACTERS,
                    text.length() - MOST_CHARACTERS);
        }
        this.text = text;
    }

    /** The next condition; empty at the end. */
    Optional<Term> next() throws FilterException {
        while (at < text.length() && Character.isWhitespace(text.charAt(at))) {
            at++;
        }
        if (at == text.length()) {
            return Optional.empty();
        }
        boolean isNegated =
                text.charAt(at) == '-' && at + 1 < text.length() && !Character.isWhitespace(text.charAt(at + 1));
        if (isNegated) {
            at++;
        }
        int begin = at;
        Value first = value(SIGNS);
        if (first.isQuoted() || at == text.length() || SIGNS.indexOf(text.charAt(at)) < 0) {
            return Optional.of(new Term(isNegated, "", begin, ":", List.of(first)));
        }
        int sign = at;
        while (at < text.length() && SIGNS.indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        String operator = text.substring(sign, at);
        if (!operator.equals(":") && Comparison.of(operator).isEmpty()) {
            throw new FilterException(
                    "“" + operator + "” compares nothing; there are :, <, <=, =, >= and >", sign, at - sign);
        }
        return Optional.of(new Term(isNegated, first.text(), begin, operator, values(first.text() + operator)));
    }

    private List<Value> values(String before) throws FilterException {
        List<Value> values = new ArrayList<>();
        do {
            if (!values.isEmpty()) {
                at++;
            }
            Value value = value(",");
            if (value.text().isEmpty() && !value.isQuoted()) {
                throw new FilterException("something has to stand behind “" + before + "”", at, 0);
            }
            values.add(value);
        } while (at < text.length() && text.charAt(at) == ',');
        return values;
    }

    /** What stands in quotes, or up to a blank or one of these characters. */
    private Value value(String ends) throws FilterException {
        int begin = at;
        if (at < text.length() && text.charAt(at) == '"') {
            return quoted(begin);
        }
        while (at < text.length() && !Character.isWhitespace(text.charAt(at)) && ends.indexOf(text.charAt(at)) < 0) {
            at++;
        }
        return new Value(text.substring(begin, at), begin, at - begin, false);
    }

    private Value quoted(int begin) throws FilterException {
        StringBuilder value = new StringBuilder();
        for (at++; at < text.length(); at++) {
            char each = text.charAt(at);
            if (each == '"') {
                at++;
                return new Value(value.toString(), begin, at - begin, true);
            }
            if (each == '\\' && at + 1 < text.length()) {
                at++;
            }
            value.append(text.charAt(at));
        }
        throw new FilterException("the quotation mark is not closed", begin, text.length() - begin);
    }

    /** A value, and where it stands. */
    private record Value(String text, int at, int length, boolean isQuoted) {}

    /**
     * One condition.
     *
     * @param field as it was typed; empty for mere words
     * @param at where it begins
     */
    record Term(boolean isNegated, String field, int at, String sign, List<Value> all) {

        List<String> values() {
            return all.stream().map(Value::text).toList();
        }

        String value(int i) {
            return all.get(i).text();
        }

        /** @throws FilterException if the value is no number */
        double number(int i) throws FilterException {
            try {
                double number = Double.parseDouble(value(i));
                if (Double.isFinite(number)) {
                    return number;
                }
            } catch (NumberFormatException e) {
                throw notANumber(i);
            }
            throw notANumber(i);
        }

        private FilterException notANumber(int i) {
            return wrongValue("“" + value(i) + "” is no number, but " + field + " is one", i);
        }

        /** @throws FilterException if several values are given, of which it could be compared with one */
        Comparison comparison() throws FilterException {
            if (all.size() > 1) {
                throw wrongValue("“" + sign + "” compares with one number", 1);
            }
            return Comparison.of(sign).orElseThrow();
        }

        /** @throws FilterException if it compares */
        void requireColon() throws FilterException {
            if (!sign.equals(":") && !sign.equals("=")) {
                throw new FilterException(
                        field + " is no number: write " + field + ":" + value(0), at + field.length(), sign.length());
            }
        }

        FilterException wrongField(String message) {
            return new FilterException(message, at, Math.max(1, field.length()));
        }

        FilterException wrongValue(String message, int i) {
            return new FilterException(message, all.get(i).at(), all.get(i).length());
        }

        FilterException wrong(String message) {
            return new FilterException(message, at, 1);
        }
    }
}
