package dev.millrace.cli.words;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.ParamTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.IdentifierTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePath;
import com.sun.source.util.TreePathScanner;
import dev.millrace.runtime.config.SettingWords;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * What the Javadoc of records and enums says: the first sentence of the type, its {@code @param}s, and its constants. Sources
 * are parsed by the JDK's compiler and not compiled. Used by one thread.
 */
final class SourceWords extends TreePathScanner<Void, String> {

    private final DocTrees docs;
    private final Map<String, Map<String, String>> words = new TreeMap<>();

    private SourceWords(DocTrees docs) {
        this.docs = docs;
    }

    /**
     * The words by binary name and member.
     *
     * @throws IllegalStateException if this Java has no compiler
     */
    static Map<String, Map<String, String>> of(Collection<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        if (compiler == null) {
            throw new IllegalStateException("this Java has no compiler; run the build with a JDK");
        }
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            SourceWords reader = new SourceWords(DocTrees.instance(task));
            for (CompilationUnitTree unit : task.parse()) {
                reader.scan(unit, unit.getPackageName() + ".");
            }
            return reader.words;
        }
    }

    /** @param before the name of what the class lies in, with the mark that parts them */
    @Override
    public Void visitClass(ClassTree tree, String before) {
        String name = before + tree.getSimpleName();
        Map<String, String> own = new TreeMap<>();
        DocCommentTree comment = docs.getDocCommentTree(getCurrentPath());
        if (comment != null) {
            put(own, SettingWords.TYPE, comment.getFirstSentence());
            for (DocTree tag : comment.getBlockTags()) {
                if (tag instanceof ParamTree parameter && !parameter.isTypeParameter()) {
                    put(own, parameter.getName().toString(), parameter.getDescription());
                }
            }
        }
        if (tree.getKind() == Tree.Kind.ENUM) {
            constants(tree, own);
        }
        if (!own.isEmpty()) {
            words.put(name, own);
        }
        return super.visitClass(tree, name + "$");
    }

    private void constants(ClassTree tree, Map<String, String> own) {
        for (Tree member : tree.getMembers()) {
            if (member instanceof VariableTree field
                    && field.getType() instanceof IdentifierTree type
                    && type.getName().equals(tree.getSimpleName())) {
                DocCommentTree comment = docs.getDocCommentTree(new TreePath(getCurrentPath(), member));
                if (comment != null) {
                    put(own, field.getName().toString(), comment.getFullBody());
                }
            }
        }
    }

    private static void put(Map<String, String> words, String member, List<? extends DocTree> text) {
        String plain = DocText.of(text);
        if (!plain.isEmpty()) {
            words.put(member, plain);
        }
    }
}
