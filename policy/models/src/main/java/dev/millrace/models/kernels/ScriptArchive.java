package dev.millrace.models.kernels;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Writes a TorchScript archive of functions only: one module without attributes, so that nothing but the text of its methods is
 * in it. The form is that of PyTorch's {@code torch.jit.save}: a stored zip with a pickled object, its code and a version.
 */
final class ScriptArchive {

    /** {@code __torch__.Net()} without state: PROTO 2, GLOBAL, EMPTY_TUPLE, NEWOBJ, EMPTY_DICT, BUILD, STOP. */
    private static final byte[] OBJECT = pickle(new byte[] {(byte) 0x80, 2}, "c__torch__\nNet\n", ")\u0081}b.");

    /** No constants: PROTO 2, EMPTY_TUPLE, STOP. */
    private static final byte[] CONSTANTS = pickle(new byte[] {(byte) 0x80, 2}, "", ").");

    /** The engine reads older scripts with the operators of their time; from this one on, {@code gelu} knows its approximation. */
    private static final int OPERATORS = 10;

    private ScriptArchive() {}

    /** @param code of the class {@code Net}, as the engine itself writes it */
    static void write(String code, OutputStream out) throws IOException {
        Map<String, byte[]> files = new LinkedHashMap<>();
        files.put("data.pkl", OBJECT);
        files.put("code/__torch__.py", code.getBytes(StandardCharsets.UTF_8));
        files.put("constants.pkl", CONSTANTS);
        files.put("version", (OPERATORS + "\n").getBytes(StandardCharsets.US_ASCII));
        files.put("byteorder", "little".getBytes(StandardCharsets.US_ASCII));
        ZipOutputStream zip = new ZipOutputStream(out);
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            zip.putNextEntry(stored("net/" + file.getKey(), file.getValue()));
            zip.write(file.getValue());
            zip.closeEntry();
        }
        zip.finish();
    }

    private static ZipEntry stored(String name, byte[] content) {
        CRC32 sum = new CRC32();
        sum.update(content);
        ZipEntry entry = new ZipEntry(name);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(content.length);
        entry.setCompressedSize(content.length);
        entry.setCrc(sum.getValue());
        entry.setTime(0);
        return entry;
    }

    private static byte[] pickle(byte[] begin, String middle, String end) {
        byte[] text = (middle + end).getBytes(StandardCharsets.ISO_8859_1);
        byte[] whole = new byte[begin.length + text.length];
        System.arraycopy(begin, 0, whole, 0, begin.length);
        System.arraycopy(text, 0, whole, begin.length, text.length);
        return whole;
    }
}
