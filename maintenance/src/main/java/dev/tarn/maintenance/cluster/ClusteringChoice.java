package dev.tarn.maintenance.cluster;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.stream.IntStream;

/// Which files of a table, or of one partition, are worth being clustered anew, by how many files
/// they overlap with now and how many they would after that. Pure.
///
/// `m` files of `n`, clustered together, lie beside each other and overlap with about [#NEIGHBOURS]
/// in each part of the others: `NEIGHBOURS × n / m` in all. Chosen are as many of those that
/// overlap most as gain most each, if they do it by a factor of [#GAIN], and then from the rest,
/// for itself, in the same way, until nothing is gained.
///
/// What has just been clustered does not gain so much again, however few files it was. A few new
/// files wait until there are more. Some that were clustered each time a table grew are chosen
/// together when they are many, as levels of a log-structured merge tree are: whoever asks again
/// after each rewrite comes to an end soon, and a row is rewritten as often as the logarithm of the
/// table's size says.
public final class ClusteringChoice {
    private static final double NEIGHBOURS = 4;
    private static final double GAIN = 2;

    private ClusteringChoice() {}

    /// The chosen files' numbers, ascending; none where nothing is to be gained.
    public static List<Integer> of(FileBoxes boxes) {
        List<Integer> chosen = new ArrayList<>();
        List<Integer> rest = IntStream.range(0, boxes.fileCount()).boxed().toList();
        List<Integer> found = worst(boxes, rest);
        while (!found.isEmpty()) {
            chosen.addAll(found);
            rest = new ArrayList<>(rest);
            rest.removeAll(new HashSet<>(found));
            found = worst(boxes, rest);
        }
        chosen.sort(null);
        return chosen;
    }

    private static List<Integer> worst(FileBoxes boxes, List<Integer> files) {
        int[] overlaps = boxes.overlaps(files);
        List<Integer> places =
                IntStream.range(0, overlaps.length)
                        .boxed()
                        .sorted(Comparator.comparingInt(place -> -overlaps[place]))
                        .toList();
        int best = 0;
        double bestGain = 0;
        double sum = 0;
        for (int count = 1; count <= overlaps.length; count++) {
            int least = overlaps[places.get(count - 1)];
            sum += least;
            double after = NEIGHBOURS * overlaps.length / count;
            double gain = sum / count - after;
            if (least > GAIN * after && gain >= bestGain) {
                best = count;
                bestGain = gain;
            }
        }
        return places.subList(0, best).stream().map(files::get).toList();
    }
}
