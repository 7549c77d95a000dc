package dev.millrace.policy.text;

import java.util.Arrays;

/** A sequence of token ids: immutable, never boxed. */
public final class Tokens {

    private static final Tokens EMPTY = new Tokens(new int[0]);

    private final int[] ids;

    private Tokens(int[] ids) {
        this.ids = ids;
    }

    /** These ids, copied. */
    public static Tokens of(int... ids) {
        return ids.length == 0 ? EMPTY : new Tokens(ids.clone());
    }

    /** The first {@code length} of these ids, copied. */
    public static Tokens copyOf(int[] ids, int length) {
        return new Tokens(Arrays.copyOf(ids, length));
    }

    public static Tokens empty() {
        return EMPTY;
    }

    public int length() {
        return ids.length;
    }

    public boolean isEmpty() {
        return ids.length == 0;
    }

    /** The id at a position from 0. */
    public int at(int position) {
        return ids[position];
    }

    /** These tokens and then one more. */
    public Tokens append(int id) {
        int[] longer = Arrays.copyOf(ids, ids.length + 1);
        longer[ids.length] = id;
        return new Tokens(longer);
    }

    /** A copy of the ids. */
    public int[] toArray() {
        return ids.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tokens tokens && Arrays.equals(ids, tokens.ids);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(ids);
    }

    @Override
    public String toString() {
        return Arrays.toString(ids);
    }
}
