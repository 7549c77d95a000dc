package dev.millrace.audit.evidence;

import com.github.luben.zstd.Zstd;
import com.github.luben.zstd.ZstdException;
import java.util.Optional;

/** A payload of an anchor's and of what has changed since: by another way than that of workers, so that a fault of theirs is seen. Stateless. */
final class ChangedBytes {

    private static final int BLOCK = 1 << 20;
    private static final int STRIDE = 4;

    private ChangedBytes() {}

    /**
     * The payload.
     *
     * @param delta one frame of zstd: in each block of the XOR of both the first of every four bytes, then the second, and so on
     * @return empty if it is no delta of this anchor
     */
    static Optional<byte[]> of(byte[] anchor, byte[] delta) {
        byte[] apart = new byte[anchor.length];
        try {
            if (Zstd.decompressByteArray(apart, 0, apart.length, delta, 0, delta.length) != anchor.length) {
                return Optional.empty();
            }
        } catch (ZstdException e) {
            return Optional.empty();
        }
        byte[] payload = anchor.clone();
        for (int at = 0; at < payload.length; at++) {
            int begin = at / BLOCK * BLOCK;
            int block = Math.min(BLOCK, payload.length - begin);
            int within = at - begin;
            payload[at] ^= apart[begin + planeBegin(within % STRIDE, block) + within / STRIDE];
        }
        return Optional.of(payload);
    }

    /** Where the bytes begin that stand at one place of every four, in a block of this length. */
    private static int planeBegin(int plane, int block) {
        int begin = 0;
        for (int before = 0; before < plane; before++) {
            begin += (block - before + STRIDE - 1) / STRIDE;
        }
        return begin;
    }
}
