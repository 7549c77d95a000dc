package dev.millrace.policy.safetensors;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;
import java.util.TreeMap;

/**
 * One tensor's values in the format's own layout: little-endian, row-major. Immutable; the accessors give copies or
 * read-only views.
 */
public final class Tensor implements TensorSource {

    private final TensorType type;
    private final TensorShape shape;
    private final ByteBuffer bytes;

    /**
     * Wraps bytes that already lie in the format's layout; they are not copied and must not be changed any more.
     *
     * @throws IllegalArgumentException if their number is not that of type and shape
     */
    public static Tensor wrap(TensorType type, TensorShape shape, ByteBuffer littleEndian) {
        return new Tensor(type, shape, littleEndian.slice());
    }

    private Tensor(TensorType type, TensorShape shape, ByteBuffer bytes) {
        long needed = new TensorForm(type, shape).bytes();
        if (bytes.remaining() != needed) {
            throw new IllegalArgumentException(
                    type.name() + shape + " needs " + needed + " bytes, not " + bytes.remaining());
        }
        this.type = type;
        this.shape = shape;
        this.bytes = bytes.asReadOnlyBuffer().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * A copy in the heap.
     *
     * @throws UncheckedIOException if the values cannot be read
     * @throws ArithmeticException if they have more than 2 GiB
     */
    public static Tensor copyOf(TensorSource values) {
        TensorForm form = values.form();
        ByteBuffer bytes = ByteBuffer.allocate(Math.toIntExact(form.bytes()));
        try {
            values.writeTo(bytes::put);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Tensor(form.type(), form.shape(), bytes.flip());
    }

    /** A copy of each; errors as {@link #copyOf}. */
    public static Map<String, Tensor> copiesOf(Map<String, ? extends TensorSource> values) {
        Map<String, Tensor> copies = new TreeMap<>();
        values.forEach((name, source) -> copies.put(name, copyOf(source)));
        return copies;
    }

    /** An F32 tensor of these values. */
    public static Tensor ofFloats(TensorShape shape, float... values) {
        ByteBuffer buffer = allocate(TensorType.F32, values.length);
        buffer.asFloatBuffer().put(values);
        return new Tensor(TensorType.F32, shape, buffer);
    }

    /** A BF16 tensor of these values, each rounded to nearest, ties to even. */
    public static Tensor ofBfloat16(TensorShape shape, float... values) {
        ByteBuffer buffer = allocate(TensorType.BF16, values.length);
        for (int i = 0; i < values.length; i++) {
            buffer.putShort(i * Short.BYTES, HalfPrecision.toBfloat16(values[i]));
        }
        return new Tensor(TensorType.BF16, shape, buffer);
    }

    /** An I32 tensor of these values. */
    public static Tensor ofInts(TensorShape shape, int... values) {
        ByteBuffer buffer = allocate(TensorType.I32, values.length);
        buffer.asIntBuffer().put(values);
        return new Tensor(TensorType.I32, shape, buffer);
    }

    /** An I64 tensor of these values. */
    public static Tensor ofLongs(TensorShape shape, long... values) {
        ByteBuffer buffer = allocate(TensorType.I64, values.length);
        buffer.asLongBuffer().put(values);
        return new Tensor(TensorType.I64, shape, buffer);
    }

    private static ByteBuffer allocate(TensorType type, int elements) {
        return ByteBuffer.allocate(Math.multiplyExact(elements, type.bytes())).order(ByteOrder.LITTLE_ENDIAN);
    }

    public TensorType type() {
        return type;
    }

    public TensorShape shape() {
        return shape;
    }

    @Override
    public TensorForm form() {
        return new TensorForm(type, shape);
    }

    @Override
    public void writeTo(ByteSink sink) throws IOException {
        sink.accept(bytes());
    }

    /** The raw bytes: a read-only, little-endian view of its own position. */
    public ByteBuffer bytes() {
        return bytes.duplicate().order(ByteOrder.LITTLE_ENDIAN);
    }

    /**
     * The values as float32; exact for every float type.
     *
     * @throws IllegalStateException if this is an integer tensor
     */
    public float[] toFloats() {
        float[] values = new float[Math.toIntExact(shape.elements())];
        if (type == TensorType.F32) {
            bytes().asFloatBuffer().get(values);
            return values;
        }
        for (int i = 0; i < values.length; i++) {
            values[i] = type.floatAt(bytes, i);
        }
        return values;
    }

    /**
     * The values of an I32 tensor.
     *
     * @throws IllegalStateException if it has another type
     */
    public int[] toInts() {
        require(TensorType.I32);
        int[] values = new int[Math.toIntExact(shape.elements())];
        bytes().asIntBuffer().get(values);
        return values;
    }

    /**
     * The values of an I64 tensor.
     *
     * @throws IllegalStateException if it has another type
     */
    public long[] toLongs() {
        require(TensorType.I64);
        long[] values = new long[Math.toIntExact(shape.elements())];
        bytes().asLongBuffer().get(values);
        return values;
    }

    private void require(TensorType wanted) {
        if (type != wanted) {
            throw new IllegalStateException("a tensor of " + type + " is not " + wanted);
        }
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Tensor tensor
                && type == tensor.type
                && shape.equals(tensor.shape)
                && bytes.equals(tensor.bytes);
    }

    @Override
    public int hashCode() {
        return shape.hashCode() * 31 + bytes.hashCode();
    }

    @Override
    public String toString() {
        return type + shape.toString();
    }
}
