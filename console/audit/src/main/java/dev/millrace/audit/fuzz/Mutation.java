package dev.millrace.audit.fuzz;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Random;

/** A way to damage bytes. */
enum Mutation {
    /** One to sixteen bits are turned. */
    FLIPPED {
        @Override
        byte[] apply(byte[] whole, Random random) {
            byte[] bytes = whole.clone();
            for (int i = 1 + random.nextInt(16); i > 0; i--) {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
            }
            return bytes;
        }
    },
    /** Its end is missing. */
    TRUNCATED {
        @Override
        byte[] apply(byte[] whole, Random random) {
            return Arrays.copyOf(whole, random.nextInt(whole.length));
        }
    },
    /** Noise follows it. */
    EXTENDED {
        @Override
        byte[] apply(byte[] whole, Random random) {
            byte[] tail = new byte[1 + random.nextInt(64)];
            random.nextBytes(tail);
            byte[] bytes = Arrays.copyOf(whole, whole.length + tail.length);
            System.arraycopy(tail, 0, bytes, whole.length, tail.length);
            return bytes;
        }
    },
    /** It claims another schema, one of ours or none. */
    OTHER_SCHEMA {
        @Override
        byte[] apply(byte[] whole, Random random) {
            byte[] bytes = whole.clone();
            if (bytes.length >= HEADER) {
                ByteBuffer.wrap(bytes)
                        .put((byte) 0)
                        .putInt(random.nextBoolean() ? random.nextInt(12) : random.nextInt());
            }
            return bytes;
        }
    },
    /** Somewhere a length of up to 2^63 is declared. */
    HUGE_LENGTH {
        @Override
        byte[] apply(byte[] whole, Random random) {
            byte[] bytes = whole.clone();
            int at = Math.min(HEADER, bytes.length) + random.nextInt(Math.max(1, bytes.length - HEADER));
            int length = 2 + random.nextInt(8);
            for (int i = 0; i < length && at + i < bytes.length; i++) {
                bytes[at + i] = (byte) (i < length - 1 ? 0x80 | random.nextInt(128) : random.nextInt(128));
            }
            return bytes;
        }
    },
    /** A run of it is overwritten with one value. */
    SMEARED {
        @Override
        byte[] apply(byte[] whole, Random random) {
            byte[] bytes = whole.clone();
            int from = random.nextInt(bytes.length);
            Arrays.fill(bytes, from, from + random.nextInt(bytes.length - from) + 1, (byte) random.nextInt(256));
            return bytes;
        }
    },
    /** It is not even a part of it. */
    NOISE {
        @Override
        byte[] apply(byte[] whole, Random random) {
            byte[] bytes = new byte[random.nextInt(256)];
            random.nextBytes(bytes);
            return bytes;
        }
    };

    /** Magic byte and schema id. */
    private static final int HEADER = 5;

    /** A damaged copy; {@code whole} has at least one byte and stays as it is. */
    abstract byte[] apply(byte[] whole, Random random);
}
