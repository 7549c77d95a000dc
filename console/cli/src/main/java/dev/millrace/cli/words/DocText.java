package dev.millrace.cli.words;

import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.EndElementTree;
import com.sun.source.doctree.EntityTree;
import com.sun.source.doctree.LinkTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.StartElementTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.doctree.ValueTree;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Javadoc as plain text on one line; code stands between backquotes. Pure. */
final class DocText {

    private static final Map<String, String> ENTITIES =
            Map.of("lt", "<", "gt", ">", "amp", "&", "nbsp", " ", "quot", "\"");

    private DocText() {}

    static String of(List<? extends DocTree> trees) {
        StringBuilder text = new StringBuilder();
        trees.forEach(tree -> append(tree, text));
        return text.toString().replaceAll("\\s+", " ").strip();
    }

    private static void append(DocTree tree, StringBuilder text) {
        if (tree instanceof TextTree plain) {
            text.append(plain.getBody());
        } else if (tree instanceof LiteralTree literal) {
            String mark = tree.getKind() == DocTree.Kind.CODE ? "`" : "";
            text.append(mark).append(literal.getBody().getBody().strip()).append(mark);
        } else if (tree instanceof LinkTree link) {
            text.append(link.getLabel().isEmpty() ? name(link.getReference().getSignature()) : of(link.getLabel()));
        } else if (tree instanceof ValueTree value && value.getReference() != null) {
            text.append(name(value.getReference().getSignature()));
        } else if (tree instanceof EntityTree entity) {
            text.append(ENTITIES.getOrDefault(entity.getName().toString(), entity.toString()));
        } else if (tree instanceof StartElementTree begin) {
            text.append(element(begin.getName().toString()));
        } else if (tree instanceof EndElementTree end) {
            text.append(element(end.getName().toString()));
        } else {
            text.append(tree);
        }
    }

    private static String element(String name) {
        return name.equals("code") ? "`" : " ";
    }

    /** What a reference names, as settings name it: a constant in lower case. */
    private static String name(String signature) {
        String last = signature.substring(signature.lastIndexOf('#') + 1).replaceFirst("\\(.*", "");
        return last.equals(last.toUpperCase(Locale.ROOT))
                ? "`" + last.toLowerCase(Locale.ROOT) + "`"
                : "`" + last + "`";
    }
}
