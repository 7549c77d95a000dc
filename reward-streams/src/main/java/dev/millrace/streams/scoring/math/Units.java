package dev.millrace.streams.scoring.math;

import dev.millrace.streams.scoring.math.MathToken.Kind;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Units in one spelling. Pure. */
final class Units {

    private static final int MOST_TOKENS = 10;
    private static final Map<String, String> SPELLINGS = new HashMap<>();

    static {
        List.of("mm", "cm", "dm", "km").forEach(unit -> SPELLINGS.put(unit, unit));
        lengths("meter", "metre");
        spell("g", "gram", "grams", "gm");
        spell("kg", "kilogram", "kilograms", "kgs");
        spell("s", "second", "seconds", "sec", "secs");
        spell("min", "minute", "minutes", "mins");
        spell("h", "hour", "hours", "hr", "hrs");
        spell("day", "days");
        spell("l", "liter", "liters", "litre", "litres", "L");
        spell("ml", "milliliter", "milliliters", "mL");
        spell("in", "inch", "inches");
        spell("ft", "foot", "feet");
        spell("yd", "yard", "yards");
        spell("mi", "mile", "miles");
        spell("$", "dollar", "dollars", "usd", "USD");
        spell("€", "euro", "euros", "EUR");
        spell("rad", "radian", "radians");
        spell("N", "newton", "newtons");
        spell("J", "joule", "joules");
        spell("W", "watt", "watts");
        spell("V", "volt", "volts");
        spell("A", "ampere", "amperes", "amps");
        spell("", "unit", "units");
    }

    private Units() {}

    private static void lengths(String... names) {
        for (String name : names) {
            spell("m", name, name + "s");
            spell("cm", "centi" + name, "centi" + name + "s");
            spell("mm", "milli" + name, "milli" + name + "s");
            spell("km", "kilo" + name, "kilo" + name + "s");
        }
    }

    private static void spell(String unit, String... spellings) {
        for (String spelling : spellings) {
            SPELLINGS.put(spelling, unit);
        }
    }

    /**
     * What stands behind a number, as a unit.
     *
     * @return empty if it is none; the empty text if there is nothing, or what counts as nothing: {@code units}
     */
    static Optional<String> of(List<MathToken> tokens) {
        if (tokens.size() > MOST_TOKENS) {
            return Optional.empty();
        }
        StringBuilder unit = new StringBuilder();
        String power = "";
        for (int i = 0; i < tokens.size(); i++) {
            MathToken token = tokens.get(i);
            String word = token.text();
            switch (token.kind()) {
                case WORD, LETTER -> {
                    String lower = word.toLowerCase(Locale.ROOT);
                    switch (lower) {
                        case "square", "sq" -> power = "^2";
                        case "cubic", "cu" -> power = "^3";
                        case "per" -> unit.append('/');
                        default -> {
                            String spelled = spelling(word);
                            boolean joins = unit.length() > 0 && unit.charAt(unit.length() - 1) != '/';
                            unit.append(joins && !spelled.isEmpty() ? " " : "").append(spelled);
                            unit.append(spelled.isEmpty() ? "" : power);
                            power = "";
                        }
                    }
                }
                case DIVIDE -> unit.append('/');
                case DEGREE -> unit.append("°");
                case PERCENT -> unit.append('%');
                case CURRENCY -> unit.append(word);
                case STOP, TIMES -> { // cm. and N·m
                }
                case POWER -> {
                    boolean raised = i > 0 && i + 1 < tokens.size();
                    i += raised && tokens.get(i + 1).is(Kind.GROUP_OPEN) ? 1 : 0;
                    if (!raised || i + 1 >= tokens.size() || !tokens.get(i + 1).isWhole()) {
                        return Optional.empty();
                    }
                    unit.append(unit.length() == 0 ? "" : "^" + tokens.get(++i).text());
                    i += unit.length() == 0 ? 1 : 0;
                    i += i + 1 < tokens.size() && tokens.get(i + 1).is(Kind.GROUP_CLOSE) ? 1 : 0;
                }
                default -> {
                    return Optional.empty();
                }
            }
        }
        return Optional.of(unit.toString());
    }

    /** Whether letters are a unit that is written so beside a number. */
    static boolean isKnown(String word) {
        return SPELLINGS.containsKey(word) || SPELLINGS.containsValue(word);
    }

    /** One spelling for what is written; of what is not known, the singular. */
    private static String spelling(String word) {
        String known = SPELLINGS.get(word);
        if (known == null) {
            known = SPELLINGS.get(word.toLowerCase(Locale.ROOT));
        }
        if (known != null) {
            return known;
        }
        boolean plural = word.length() > 3 && word.endsWith("s") && !word.endsWith("ss");
        return plural ? word.substring(0, word.length() - 1) : word;
    }
}
