package dev.millrace.policy.dataset;

/**
 * Rows by how often a policy solves them.
 *
 * @param column number of each row, such as {@code PassRate_32BTrained}; empty for all rows
 * @param min smallest number that is kept
 * @param max largest number that is kept
 */
public record RateFilter(String column, double min, double max) {

    /** @throws IllegalArgumentException naming the key that is out of range */
    public RateFilter {
        if (!(min <= max)) {
            throw new IllegalArgumentException("min must not be above max, but is " + min + " and max " + max);
        }
    }

    public static RateFilter defaults() {
        return new RateFilter("", 0, 1);
    }

    /** Whether a row is kept; one without a number is not. */
    boolean keeps(Row row) throws RowException {
        if (column.isEmpty()) {
            return true;
        }
        double rate = row.number(column);
        return rate >= min && rate <= max;
    }
}
