package dev.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/// What reviewers would otherwise have to look for in every source file.
final class SourceRulesTest {

    private static final int MAX_FILE_LINES = 800;
    private static final int MAX_METHOD_LINES = 100;

    /// Offenders against the two limits above, each with the reason why it stays. A reason that is
    /// no longer needed fails the test as well.
    private static final Map<String, String> LARGE_FOR_A_REASON = Map.of();

    private static final SourceTree TREE = SourceTree.load();

    @Test
    void everyPackageSaysWhatBelongsInIt() {
        Set<String> silent = new TreeSet<>();
        for (Path folder : mainPackages()) {
            Path info = folder.resolve("package-info.java");
            if (!TREE.files().contains(info)) {
                silent.add(folder + " has no package-info.java");
                continue;
            }
            String text = TREE.read(info);
            if (!text.startsWith("///")) {
                silent.add(info + " does not open with its javadoc");
            }
            if (!text.contains("@NullMarked")) {
                silent.add(info + " is not @NullMarked");
            }
        }
        assertThat(silent).isEmpty();
    }

    private static Set<Path> mainPackages() {
        return TREE.javaFiles().stream()
                .filter(file -> file.toString().contains("/src/main/java/"))
                .map(Path::getParent)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void filesAndMethodsStaySmallUnlessAReasonIsWritten() throws IOException {
        Map<String, Integer> large = new TreeMap<>();
        for (Path file : TREE.javaFiles()) {
            int lines = (int) TREE.read(file).lines().count();
            if (lines > MAX_FILE_LINES) {
                large.put(file.toString(), lines);
            }
        }
        large.putAll(largeMethods());
        assertThat(large.keySet())
                .as("Larger than %d / %d lines: %s", MAX_FILE_LINES, MAX_METHOD_LINES, large)
                .isEqualTo(LARGE_FOR_A_REASON.keySet());
    }

    /// Method lengths by the compiler's own parser, keyed `file#method`.
    private static Map<String, Integer> largeMethods() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<Path> sources = TREE.javaFiles().stream().map(TREE::absolute).toList();
        Map<String, Integer> large = new LinkedHashMap<>();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask)
                            compiler.getTask(
                                    null,
                                    files,
                                    diagnostic -> {},
                                    List.of("-proc:none"),
                                    null,
                                    files.getJavaFileObjectsFromPaths(sources));
            SourcePositions positions = Trees.instance(task).getSourcePositions();
            for (CompilationUnitTree unit : task.parse()) {
                new MethodMeter(unit, positions, large).scan(unit, null);
            }
        }
        return large;
    }

    private static final class MethodMeter extends TreeScanner<@Nullable Void, @Nullable Void> {
        private final CompilationUnitTree unit;
        private final SourcePositions positions;
        private final Map<String, Integer> large;

        MethodMeter(
                CompilationUnitTree unit, SourcePositions positions, Map<String, Integer> large) {
            this.unit = unit;
            this.positions = positions;
            this.large = large;
        }

        @Override
        public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
            LineMap map = unit.getLineMap();
            long first = map.getLineNumber(positions.getStartPosition(unit, method));
            long end = positions.getEndPosition(unit, method);
            long lines = end < 0 ? 0 : map.getLineNumber(end) - first + 1;
            if (lines > MAX_METHOD_LINES) {
                Path file =
                        TREE.absolute(Path.of(""))
                                .relativize(Path.of(unit.getSourceFile().toUri()));
                large.put(file + "#" + method.getName(), (int) lines);
            }
            return super.visitMethod(method, unused);
        }
    }

    @Test
    void nothingIsLeftForLaterAndNoRegistryIsNamed() {
        // Written so that the pattern does not find itself.
        Pattern banned =
                Pattern.compile(
                        "\\bTODO\\b|\\bFIX"
                            + "ME\\b|repo\\d*[.]maven|registry[.]npm|central[.]sonatype|pypi[.]org|/wo"
                            + "rk/(main|wt|shared)");
        List<String> found = new ArrayList<>();
        for (Path file : TREE.textFiles()) {
            int line = 0;
            for (String text : TREE.read(file).split("\n", -1)) {
                line++;
                if (banned.matcher(text).find()) {
                    found.add(file + ":" + line + ": " + text.strip());
                }
            }
        }
        assertThat(found).isEmpty();
    }

    @Test
    void classNamesSayWhatAThingIs() {
        Pattern vague = Pattern.compile(".*(Manager|Helper|Utils?|Impl)[.]java");
        assertThat(TREE.javaFiles())
                .noneMatch(file -> vague.matcher(file.getFileName().toString()).matches());
    }
}
