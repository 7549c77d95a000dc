package dev.millrace.streams.scoring.math;

import dev.millrace.streams.scoring.math.MathToken.Kind;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/** How far a formula is read, and what is written of it so far. For one formula, on one thread. */
final class FormulaCursor {

    private final List<MathToken> tokens;
    private final StringBuilder out = new StringBuilder();
    private final SortedSet<String> variables = new TreeSet<>();
    private int at;

    FormulaCursor(List<MathToken> tokens) {
        this.tokens = tokens;
    }

    /** Where the next token stands. */
    int at() {
        return at;
    }

    boolean isAtEnd() {
        return at >= tokens.size();
    }

    /** Whether there are no other tokens than one. */
    boolean isAlone() {
        return tokens.size() == 1;
    }

    /** The next token, which there has to be. */
    MathToken token() {
        return tokens.get(at);
    }

    /** A token some places ahead, which there has to be. */
    MathToken token(int ahead) {
        return tokens.get(at + ahead);
    }

    /** The next token, which is read with that. */
    MathToken take() {
        return tokens.get(at++);
    }

    void skip(int count) {
        at += count;
    }

    boolean is(Kind kind) {
        return is(0, kind);
    }

    /** Whether the token some places ahead is of a kind; false behind the end. */
    boolean is(int ahead, Kind kind) {
        return at + ahead < tokens.size() && tokens.get(at + ahead).is(kind);
    }

    /** Whether the token some places ahead is a number of digits alone. */
    boolean isWhole(int ahead) {
        return at + ahead < tokens.size() && tokens.get(at + ahead).isWhole();
    }

    /** Writes; true, so that it stands in a chain of readings. */
    boolean put(String text) {
        out.append(text);
        return true;
    }

    /** Where the next thing will be written. */
    int mark() {
        return out.length();
    }

    /** Writes around all that was written from a mark on. */
    void enclose(int mark, String before, String behind) {
        out.insert(mark, before).append(behind);
    }

    /** Takes back what was written from a mark on. */
    String cut(int mark) {
        String written = out.substring(mark);
        out.setLength(mark);
        return written;
    }

    /** Writes a letter under a name that no function or constant has; e is Euler's number. */
    void variable(String name) {
        if (name.equals("e")) {
            out.append('E');
            return;
        }
        StringBuilder plain = new StringBuilder("v");
        name.codePoints().forEach(each -> plain.append('_').append(each));
        variables.add(plain.toString());
        out.append(plain);
    }

    SortedSet<String> variables() {
        return variables;
    }

    /** All that was written. */
    String written() {
        return out.toString();
    }
}
