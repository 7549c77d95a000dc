package dev.millrace.streams.scoring.math;

import dev.millrace.policy.answer.NormalizedAnswer;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An answer as it is written: words, formulas among words. Pure, safe on any thread. */
final class AnswerText {

    /** What encloses a formula, longest first. */
    private static final List<String[]> MARKS = List.of(
            new String[] {"\\[", "\\]"}, new String[] {"\\(", "\\)"}, new String[] {"$$", "$$"}, new String[] {"$", "$"
            });

    private static final Pattern WRAPPER =
            Pattern.compile("\\\\(?:text|mathrm|textbf|textit|textrm|mathbf|mbox|operatorname|boxed)(?=\\s*\\{)");

    /** A number in normal form, perhaps with a unit. */
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+(?:\\.[0-9]+)?(?: [^0-9]*)?");

    private AnswerText() {}

    /** What an answer is: all of it, or the last formula in it; a number in words is a number. */
    static MathAnswer read(String written) {
        MathAnswer all = AnswerReader.read(written);
        if (!(all instanceof MathAnswer.Words) && !(all instanceof MathAnswer.Unread)) {
            return all;
        }
        String formula = lastFormula(written);
        MathAnswer last = formula.isEmpty() ? all : AnswerReader.read(formula);
        if (!(last instanceof MathAnswer.Words) && !(last instanceof MathAnswer.Unread)) {
            return last;
        }
        if (!(all instanceof MathAnswer.Words)) {
            return all;
        }
        NormalizedAnswer words = NormalizedAnswer.of(plain(written));
        if (words.isEmpty()) {
            return new MathAnswer.Unread("there is nothing to compare");
        }
        return NUMBER.matcher(words.text()).matches() ? AnswerReader.read(words.text()) : all;
    }

    /** The text without what TeX writes around words. */
    static String plain(String answer) {
        long open = answer.chars().filter(c -> c == '{').count();
        if (open != answer.chars().filter(c -> c == '}').count()) {
            return answer; // something was cut off
        }
        Matcher wrappers = WRAPPER.matcher(answer);
        return wrappers.replaceAll(" ")
                .replace("\\(", " ")
                .replace("\\)", " ")
                .replace("\\[", " ")
                .replace("\\]", " ")
                .replace("\\ ", " ")
                .replace("\\,", " ")
                .replace("\\%", "%")
                .replace("{", " ")
                .replace("}", " ")
                .replace("$", " ");
    }

    /** The last formula among words; empty if there is none. */
    private static String lastFormula(String text) {
        for (String[] mark : MARKS) {
            int close = text.lastIndexOf(mark[1]);
            int open = close <= 0 ? -1 : text.lastIndexOf(mark[0], close - 1);
            if (open >= 0 && open + mark[0].length() < close) {
                return text.substring(open + mark[0].length(), close);
            }
        }
        return "";
    }
}
