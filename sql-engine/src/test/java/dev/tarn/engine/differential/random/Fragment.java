package dev.tarn.engine.differential.random;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/// A piece of SQL in both spellings, which cannot drift apart, and the pieces that are less and may
/// take its place.
///
/// @param tarn as Tarn is asked, with `{0}`, `{1}`, … where the inner pieces stand
/// @param duck as DuckDB is asked, so that it means the same
/// @param less what may stand here instead
record Fragment(String tarn, String duck, List<Fragment> inner, Supplier<List<Fragment>> less) {

    static Fragment of(String both, Fragment... inner) {
        return new Fragment(both, both, Arrays.asList(inner), List::of);
    }

    static Fragment spelled(String tarn, String duck, Fragment... inner) {
        return new Fragment(tarn, duck, Arrays.asList(inner), List::of);
    }

    /// All pieces, or all but some, with `separator` in between.
    static Fragment list(String separator, List<Fragment> pieces) {
        List<String> places = new ArrayList<>();
        for (int i = 0; i < pieces.size(); i++) {
            places.add("{" + i + "}");
        }
        String text = String.join(separator, places);
        return new Fragment(
                text,
                text,
                List.copyOf(pieces),
                () -> {
                    List<Fragment> fewer = new ArrayList<>();
                    for (int i = 0; i < pieces.size() && pieces.size() > 1; i++) {
                        List<Fragment> rest = new ArrayList<>(pieces);
                        rest.remove(i);
                        fewer.add(list(separator, rest));
                    }
                    return fewer;
                });
    }

    /// The same, or instead of it one of `others`.
    Fragment or(Fragment... others) {
        return or(() -> List.of(others));
    }

    /// The same, or instead of it one of `others`.
    Fragment or(Supplier<List<Fragment>> others) {
        return new Fragment(
                tarn,
                duck,
                inner,
                () -> {
                    List<Fragment> all = new ArrayList<>(less.get());
                    all.addAll(others.get());
                    return all;
                });
    }

    /// Pieces with one change, here or inside.
    List<Fragment> smaller() {
        List<Fragment> smaller = new ArrayList<>(less.get());
        for (int i = 0; i < inner.size(); i++) {
            for (Fragment one : inner.get(i).smaller()) {
                List<Fragment> changed = new ArrayList<>(inner);
                changed.set(i, one);
                smaller.add(new Fragment(tarn, duck, changed, less));
            }
        }
        return smaller;
    }

    String tarnText() {
        return filled(tarn, inner.stream().map(Fragment::tarnText).toList());
    }

    String duckText() {
        return filled(duck, inner.stream().map(Fragment::duckText).toList());
    }

    private static String filled(String template, List<String> texts) {
        StringBuilder filled = new StringBuilder();
        int from = 0;
        for (int open = template.indexOf('{'); open >= 0; open = template.indexOf('{', from)) {
            int close = template.indexOf('}', open);
            filled.append(template, from, open);
            filled.append(texts.get(Integer.parseInt(template.substring(open + 1, close))));
            from = close + 1;
        }
        return filled.append(template.substring(from)).toString();
    }
}
