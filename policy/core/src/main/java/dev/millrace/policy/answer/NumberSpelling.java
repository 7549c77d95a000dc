package dev.millrace.policy.answer;

/** Numbers in one spelling: without zeros in front and behind the decimal point. */
final class NumberSpelling {

    private NumberSpelling() {}

    /**
     * The one spelling of a number of any length.
     *
     * @param written digits with at most one point, of which at least one digit
     */
    static String of(String written) {
        int point = written.indexOf('.');
        int whole = point < 0 ? written.length() : point;
        int first = 0;
        while (first < whole && written.charAt(first) == '0') {
            first++;
        }
        int last = written.length();
        while (point >= 0 && last > point + 1 && written.charAt(last - 1) == '0') {
            last--;
        }
        if (last == point + 1) {
            last = whole;
        }
        return (first == whole ? "0" : written.substring(first, whole)) + written.substring(whole, last);
    }
}
