package dev.millrace.data;

import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.parquet.bytes.BytesInput;
import org.apache.parquet.compression.CompressionCodecFactory;
import org.apache.parquet.hadoop.metadata.CompressionCodecName;
import org.xerial.snappy.Snappy;

/**
 * The compressions of pages, over the libraries that Kafka's clients bring along, instead of Hadoop's. A page may not be larger
 * than a limit, whatever it declares, and must unpack to what it declares. Confined to one thread.
 */
final class PageCodecs implements CompressionCodecFactory {

    /** Unpacked bytes of one page; writers make pages of some MB, larger only where one value is. */
    private static final int MAX_PAGE_BYTES = 256 << 20;

    private static final Set<CompressionCodecName> READ = EnumSet.of(
            CompressionCodecName.UNCOMPRESSED,
            CompressionCodecName.SNAPPY,
            CompressionCodecName.GZIP,
            CompressionCodecName.ZSTD);

    /** @throws UnreadPagesException if pages compressed so are not read */
    static void require(CompressionCodecName codec) {
        if (!READ.contains(codec)) {
            throw new UnreadPagesException("is compressed by " + codec.name().toLowerCase(Locale.ROOT)
                    + ", which is not read; write it with "
                    + READ.stream()
                            .map(known -> known.name().toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", ")));
        }
    }

    @Override
    public BytesInputDecompressor getDecompressor(CompressionCodecName codec) {
        require(codec);
        return new Unpacking(codec);
    }

    @Override
    public BytesInputCompressor getCompressor(CompressionCodecName codec) {
        require(codec);
        return new Packing(codec);
    }

    @Override
    public void release() {
        // No codec holds anything.
    }

    private record Unpacking(CompressionCodecName codec) implements BytesInputDecompressor {

        @Override
        public BytesInput decompress(BytesInput bytes, int unpackedSize) throws IOException {
            return BytesInput.from(unpacked(bytes.toByteArray(), unpackedSize));
        }

        @Override
        public void decompress(ByteBuffer input, int packedSize, ByteBuffer output, int unpackedSize)
                throws IOException {
            byte[] packed = new byte[packedSize];
            input.get(packed);
            output.clear();
            output.put(unpacked(packed, unpackedSize));
            output.flip();
        }

        private byte[] unpacked(byte[] packed, int size) throws IOException {
            if (size < 0 || size > MAX_PAGE_BYTES) {
                throw new UnreadPagesException("has a page that declares " + size + " bytes, more than the limit of "
                        + MAX_PAGE_BYTES + "; write it with smaller pages");
            }
            byte[] whole =
                    switch (codec) {
                        case SNAPPY -> snappy(packed, size);
                        case GZIP -> gzip(packed, size);
                        case ZSTD -> zstd(packed, size);
                        default -> packed;
                    };
            if (whole.length != size) {
                throw new IOException("a page of " + size + " bytes unpacks to " + whole.length);
            }
            return whole;
        }

        private static byte[] snappy(byte[] packed, int size) throws IOException {
            if (Snappy.uncompressedLength(packed) != size) {
                throw new IOException(
                        "a page of " + size + " bytes says that it unpacks to " + Snappy.uncompressedLength(packed));
            }
            return Snappy.uncompress(packed);
        }

        private static byte[] gzip(byte[] packed, int size) throws IOException {
            try (GZIPInputStream stream = new GZIPInputStream(new ByteArrayInputStream(packed))) {
                return stream.readNBytes(size + 1);
            }
        }

        private static byte[] zstd(byte[] packed, int size) throws IOException {
            byte[] whole = new byte[size];
            long unpacked = Zstd.decompress(whole, packed);
            if (Zstd.isError(unpacked) || unpacked != size) {
                throw new IOException(
                        "a page of " + size + " bytes cannot be unpacked: " + Zstd.getErrorName(unpacked));
            }
            return whole;
        }

        @Override
        public void release() {
            // Nothing is held.
        }
    }

    private record Packing(CompressionCodecName codec) implements BytesInputCompressor {

        @Override
        public BytesInput compress(BytesInput bytes) throws IOException {
            byte[] whole = bytes.toByteArray();
            return BytesInput.from(
                    switch (codec) {
                        case SNAPPY -> Snappy.compress(whole);
                        case GZIP -> gzip(whole);
                        case ZSTD -> Zstd.compress(whole);
                        default -> whole;
                    });
        }

        private static byte[] gzip(byte[] whole) throws IOException {
            ByteArrayOutputStream packed = new ByteArrayOutputStream();
            try (GZIPOutputStream stream = new GZIPOutputStream(packed)) {
                stream.write(whole);
            }
            return packed.toByteArray();
        }

        @Override
        public CompressionCodecName getCodecName() {
            return codec;
        }

        @Override
        public void release() {
            // Nothing is held.
        }
    }
}
