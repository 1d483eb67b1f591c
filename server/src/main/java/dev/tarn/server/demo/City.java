package dev.tarn.server.demo;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The map of a made-up city: zones with a place, a district and how much goes on there. The same
/// every time.
final class City {
    static final String AIRPORT = "Airport";
    private static final long SEED = 20_260_101;
    private static final String[] DISTRICTS = {
        "Old Town", "Harbour", "North Shore", "Hills", "Riverside", "Fairgrounds"
    };
    private static final String[] PLACES = {
        "Bridge", "Market", "Mill", "Park", "Station", "Gardens", "Square", "Docks", "Heights",
        "Green", "Corner", "Lock"
    };
    private static final String[] NAMES = {
        "Alder", "Birch", "Copper", "Dover", "Elm", "Fern", "Granite", "Heron", "Iris", "Juniper",
        "Kestrel", "Linden"
    };
    private static final int ZONES_PER_DISTRICT = 12;
    private static final double RADIUS_KM = 9;

    private final List<Zone> zones = new ArrayList<>();
    private final double[] cumulativeWeight;

    /// `x` and `y` are kilometres from the town hall; a zone's id is its ordinal + 1.
    record Zone(int id, String name, String district, double x, double y, double weight) {}

    City() {
        SplittableRandom random = new SplittableRandom(SEED);
        for (int d = 0; d < DISTRICTS.length; d++) {
            double angle = 2 * Math.PI * d / DISTRICTS.length;
            for (int z = 0; z < ZONES_PER_DISTRICT; z++) {
                double distance = RADIUS_KM * Math.sqrt(random.nextDouble());
                double turn = angle + (random.nextDouble() - 0.5) * Math.PI / 3;
                String name = NAMES[(z * 5 + d * 7) % NAMES.length] + " " + PLACES[(z + d) % 12];
                double weight = Math.exp(-distance / 3) * (0.3 + random.nextDouble());
                zones.add(
                        new Zone(
                                zones.size() + 1,
                                name,
                                DISTRICTS[d],
                                distance * Math.cos(turn),
                                distance * Math.sin(turn),
                                weight));
            }
        }
        zones.add(new Zone(zones.size() + 1, "Tarn Airport", AIRPORT, 14, -11, 1.1));
        cumulativeWeight = new double[zones.size()];
        double sum = 0;
        for (int i = 0; i < zones.size(); i++) {
            sum += zones.get(i).weight();
            cumulativeWeight[i] = sum;
        }
    }

    List<Zone> zones() {
        return zones;
    }

    /// A zone, the busier the likelier; `share` is from 0 to 1.
    Zone zoneAt(double share) {
        double wanted = share * cumulativeWeight[cumulativeWeight.length - 1];
        int low = 0;
        int high = cumulativeWeight.length - 1;
        while (low < high) {
            int middle = (low + high) / 2;
            if (cumulativeWeight[middle] < wanted) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return zones.get(low);
    }
}
