package dev.tarn.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the documentation names exists, and what exists is on the map.
final class DocumentationTest {

    private static final SourceTree TREE = SourceTree.load();

    /// Link targets, and words in backticks outside of code blocks.
    private static final Pattern LINK = Pattern.compile("]\\(([^)#\\s]+)(#[^)]*)?\\)");

    private static final Pattern CODE = Pattern.compile("`([^`\n]+)`");
    private static final Pattern PATH = Pattern.compile("[\\w.-]+(/[\\w.-]+)+/?");
    private static final Pattern PACKAGE =
            Pattern.compile(
                    "(dev\\.tarn\\.)?(columnar|storage|catalog|engine|maintenance|server|testkit)(\\.[a-z][a-z0-9]*)*(\\.[A-Z]\\w*)?");
    private static final Pattern CODE_BLOCK =
            Pattern.compile("^```.*?^```", Pattern.DOTALL | Pattern.MULTILINE);

    @Test
    void everyLinkLeadsSomewhere() {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            Matcher link = LINK.matcher(prose(page));
            while (link.find()) {
                String target = link.group(1);
                Path parent = page.getParent() == null ? Path.of("") : page.getParent();
                if (!target.contains(":")
                        && !TREE.exists(parent.resolve(target).normalize().toString())) {
                    broken.add(page + " links to " + target);
                }
            }
        }
        assertThat(broken).isEmpty();
    }

    @Test
    void everyPathThatIsNamedExists() {
        Set<String> tops = new TreeSet<>();
        TREE.files().forEach(file -> tops.add(file.getName(0).toString()));
        assertThat(
                        missing(word ->
                                PATH.matcher(word).matches()
                                        && tops.contains(word.substring(0, word.indexOf('/')))
                                        && !TREE.exists(word)))
                .isEmpty();
    }

    @Test
    void everyPackageAndClassThatIsNamedExists() {
        Set<String> known = packagesAndClasses();
        // Configuration keys look like packages.
        String keys = TREE.read(Path.of("docs", "CONFIGURATION.md"));
        assertThat(
                        missing(word ->
                                PACKAGE.matcher(word).matches()
                                        && word.contains(".")
                                        && !known.contains(unprefixed(word))
                                        && !keys.contains("`" + word + "`")))
                .isEmpty();
    }

    @Test
    void everyPackageIsOnTheMap() {
        String map = TREE.read(Path.of("docs", "ARCHITECTURE.md"));
        Set<String> unmapped = new TreeSet<>();
        for (String name : mainPackages()) {
            if (!map.contains("`" + name + "`")) {
                unmapped.add(name);
            }
        }
        assertThat(unmapped).isEmpty();
    }

    @Test
    void noPageNamesLinesOfCode() {
        assertThat(missing(word -> word.matches(".*[.]java:\\d+.*"))).isEmpty();
    }

    private static List<Path> pages() {
        return TREE.files().stream().filter(file -> file.toString().endsWith(".md")).toList();
    }

    private static String prose(Path page) {
        return CODE_BLOCK.matcher(TREE.read(page)).replaceAll("");
    }

    /// The words in backticks that `wrong` objects to, each with its page.
    private static List<String> missing(Predicate<String> wrong) {
        List<String> found = new ArrayList<>();
        for (Path page : pages()) {
            Matcher code = CODE.matcher(prose(page));
            while (code.find()) {
                if (wrong.test(code.group(1))) {
                    found.add(page + " names " + code.group(1));
                }
            }
        }
        return found;
    }

    private static String unprefixed(String name) {
        return name.startsWith("dev.tarn.") ? name.substring("dev.tarn.".length()) : name;
    }

    /// Main packages without the `dev.tarn.` in front, such as `engine.plan.rule`.
    private static Set<String> mainPackages() {
        Set<String> names = new TreeSet<>();
        for (Path file : TREE.javaFiles()) {
            if (file.toString().contains("/src/main/java/dev/tarn/")) {
                Path folder = file.subpath(6, file.getNameCount()).getParent();
                if (folder != null) {
                    names.add(folder.toString().replace('/', '.'));
                }
            }
        }
        return names;
    }

    private static Set<String> packagesAndClasses() {
        Set<String> names = new TreeSet<>();
        for (Path file : TREE.javaFiles()) {
            if (!file.toString().contains("/java/dev/tarn/")) {
                continue;
            }
            Path inPackage = file.subpath(6, file.getNameCount());
            String name = inPackage.toString().replace('/', '.').replaceFirst("[.]java$", "");
            names.add(name);
            int end = name.lastIndexOf('.');
            while (end > 0) {
                name = name.substring(0, end);
                names.add(name);
                end = name.lastIndexOf('.');
            }
        }
        return names;
    }
}
