package dev.millrace.cli.bench.credit;

import dev.millrace.cli.bench.Spread;
import java.util.Locale;

/**
 * Credit of groups of one shape under one reshaper.
 *
 * @param shape of the groups
 * @param method of the reshaper
 * @param perSecond groups a second
 * @param copyPerSecond groups a second whose arrays are copied into arrays that are there
 * @param toCopy of the two, round by round
 * @param toCopyByCpu CPU of copying over that of credit
 * @param bytesAllocated for a group
 */
public record CreditRow(
        String shape,
        String method,
        Spread perSecond,
        Spread copyPerSecond,
        Spread toCopy,
        Spread toCopyByCpu,
        long bytesAllocated) {

    String line() {
        return String.format(
                Locale.ROOT,
                "%-6s %-8s %9.0f [%.0f-%.0f] groups/s, copy %.0f, ratio %.3f [%.3f-%.3f], by CPU %.3f; %d B allocated a group",
                shape,
                method,
                perSecond.median(),
                perSecond.min(),
                perSecond.max(),
                copyPerSecond.median(),
                toCopy.median(),
                toCopy.min(),
                toCopy.max(),
                toCopyByCpu.median(),
                bytesAllocated);
    }
}
