package org.weightflow.generator.evaluation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.CommonOps_DDRM;
import org.junit.jupiter.api.Test;
import org.weightflow.generator.evaluation.source.LoadedZoo;
import org.weightflow.generator.evaluation.source.Network;
import org.weightflow.generator.evaluation.source.NetworkSource;
import org.weightflow.networks.Seed;
import org.weightflow.networks.architecture.Mlp;

class ZooFrameTest {
    /** The float32 rounding of a network, carried through an inverse of condition 100 or so. */
    private static final double ROUNDING = 1e-5;

    private static final int N = 8;
    private static final LoadedZoo ZOO = RandomZoo.loaded(N, new Seed(1));
    private static final ZooFrame FRAME = new ZooFrame(ZOO, new Seed(2));
    private static final int D = 53;

    @Test
    void aCopyIsWhereItsMemberIs() {
        for (int i = 0; i < N; i++) {
            Place place = place(ZOO.vector(i).clone());
            assertEquals(0, place.nearest());
            assertEquals(1, place.largestWeight(), 1e-9);
            assertEquals(1, place.participation(), 1e-9);
            assertEquals(0, place.residual(), 1e-6);
        }
    }

    @Test
    void resolvesNearCopies() {
        for (double step : new double[] {1e-1, 1e-3, 1e-5}) {
            float[] y = ZOO.vector(3).clone();
            y[7] += (float) step;
            // What the float32 sum left of the step.
            double exact = Math.abs((double) y[7] - ZOO.vector(3)[7]);
            // At least eight digits.
            assertEquals(1, place(y).nearest() / exact, 1e-8);
        }
    }

    @Test
    void theMeanIsASoupOfAllAndHasNoCode() {
        float[] mean = new float[D];
        for (int d = 0; d < D; d++) {
            mean[d] = (float) ZOO.mean()[d];
        }
        Place place = place(mean);
        assertEquals(N, place.participation(), ROUNDING);
        assertEquals(1.0 / N, place.largestWeight(), ROUNDING);
        assertEquals(0, place.codeSquare(), ROUNDING);
        assertEquals(0, place.residual(), ROUNDING);
    }

    @Test
    void recoversPlantedWeights() {
        float[] y = new float[D];
        for (int d = 0; d < D; d++) {
            y[d] = (float) (0.7 * ZOO.vector(2)[d] + 0.5 * ZOO.vector(5)[d] - 0.2 * ZOO.vector(6)[d]);
        }
        Place place = place(y);
        assertEquals(0.7, place.largestWeight(), ROUNDING);
        assertEquals(1 / (0.49 + 0.25 + 0.04), place.participation(), ROUNDING);
        assertEquals(0, place.residual(), ROUNDING);
        assertEquals(distance(y, ZOO.vector(2)), place.nearest(), 1e-12);
    }

    @Test
    void noiseOrthogonalToTheHullIsTheResidual() {
        double[] noise = orthogonal(new Seed(5));
        double norm = Math.sqrt(Arrays.stream(noise).map(e -> e * e).sum());
        float[] y = new float[D];
        for (int d = 0; d < D; d++) {
            y[d] = (float) (0.25 * ZOO.vector(0)[d] + 0.75 * ZOO.vector(1)[d] + noise[d]);
        }
        Place place = place(y);
        assertEquals(norm, place.residual(), ROUNDING);
        assertEquals(0.75, place.largestWeight(), ROUNDING);
        assertEquals(1 / (0.0625 + 0.5625), place.participation(), ROUNDING);
    }

    @Test
    void theZoosCodesHaveUnitMeanSquare() {
        double mean = 0;
        for (int i = 0; i < N; i++) {
            mean += FRAME.member(i).codeSquare() / N;
            assertEquals(place(ZOO.vector(i)).codeSquare(), FRAME.member(i).codeSquare(), 1e-9);
        }
        assertEquals(1, mean, 1e-12);
    }

    @Test
    void codesScaleWithTheDistanceFromTheMean() {
        float[] y = new float[D];
        for (int d = 0; d < D; d++) {
            y[d] = (float) (ZOO.mean()[d] + 0.5 * (ZOO.vector(4)[d] - ZOO.mean()[d]));
        }
        assertEquals(0.25 * FRAME.member(4).codeSquare(), place(y).codeSquare(), ROUNDING);
    }

    @Test
    void membersAreMeasuredAgainstTheOthers() {
        for (int i = 0; i < N; i++) {
            int left = i;
            List<Network> others = new ArrayList<>();
            double nearest = Double.POSITIVE_INFINITY;
            for (int j = 0; j < N; j++) {
                if (j != i) {
                    others.add(ZOO.network(j));
                    nearest = Math.min(nearest, distance(ZOO.vector(i), ZOO.vector(j)));
                }
            }
            ZooFrame rest = new ZooFrame(LoadedZoo.read(ZOO.layout(), NetworkSource.of(others)), new Seed(2));
            Place expected = rest.places(new float[][] {ZOO.vector(i)}, new ArrayList<>())
                    .get(0);
            Place member = FRAME.member(i);
            assertEquals(nearest, member.nearest(), 1e-12, () -> "member " + left);
            assertEquals(expected.nearest(), member.nearest(), 1e-12);
            assertEquals(expected.largestWeight(), member.largestWeight(), 1e-9);
            assertEquals(expected.participation(), member.participation(), 1e-9);
            assertEquals(expected.residual(), member.residual(), 1e-9);
        }
    }

    @Test
    void coordinatesAreThoseOfThePrincipalAxes() {
        // Centred and not correlated, so the axes are known.
        double[][] corners = {{-6, 0}, {2, 1}, {2, -1}, {2, 0}};
        List<Network> members = new ArrayList<>();
        for (double[] corner : corners) {
            double[] flat = new double[D];
            flat[10] = corner[0] + 100;
            flat[20] = corner[1] - 7;
            members.add(Network.dense(RandomZoo.stateDict(ZOO.layout(), flat)));
        }
        ZooFrame frame = new ZooFrame(LoadedZoo.read(ZOO.layout(), NetworkSource.of(members)), new Seed(2));
        assertEquals(2, frame.spectrum().size());
        assertEquals(48.0 / 50, frame.spectrum().get(0), 1e-12);
        assertEquals(2.0 / 50, frame.spectrum().get(1), 1e-12);
        for (int i = 0; i < 4; i++) {
            Place place = frame.places(new float[][] {members.get(i).weights().toArray()}, new ArrayList<>())
                    .get(0);
            // The member farthest out is on the positive side.
            assertEquals(-corners[i][0], place.x(), 1e-12);
            assertEquals(Math.abs(corners[i][1]), Math.abs(place.y()), 1e-12);
            assertEquals(frame.member(i).x(), place.x(), 1e-12);
            assertEquals(frame.member(i).y(), place.y(), 1e-12);
            // Four members in a plane: the weights of a member on the others are not unique.
            assertTrue(Double.isNaN(frame.member(i).residual()));
            assertTrue(Double.isNaN(frame.member(i).participation()));
        }
    }

    @Test
    void positionsHaveTheDistancesOfTheNetworks() {
        float[][] networks = new float[4][];
        Arrays.setAll(networks, i -> RandomZoo.networks(RandomZoo.MLP, 4, new Seed(9))
                .get(i)
                .weights()
                .toArray());
        List<double[]> positions = new ArrayList<>();
        FRAME.places(networks, positions);
        for (int a = 0; a < 4; a++) {
            for (int b = 0; b < 4; b++) {
                assertEquals(distance(networks[a], networks[b]), distance(positions.get(a), positions.get(b)), 1e-6);
            }
        }
    }

    @Test
    void positionsOfLongNetworksAreExactInTheHullAndCloseOutside() {
        Mlp wide = Mlp.of(60, 80, 10);
        LoadedZoo zoo = LoadedZoo.read(wide.layout(), NetworkSource.of(RandomZoo.networks(wide, 5, new Seed(1))));
        ZooFrame frame = new ZooFrame(zoo, new Seed(2));
        float[][] networks = {
            zoo.vector(0),
            zoo.vector(1),
            RandomZoo.networks(wide, 1, new Seed(3)).get(0).weights().toArray(),
            RandomZoo.networks(wide, 1, new Seed(4)).get(0).weights().toArray()
        };
        List<double[]> positions = new ArrayList<>();
        frame.places(networks, positions);
        assertEquals(distance(networks[0], networks[1]), distance(positions.get(0), positions.get(1)), 1e-9);
        // Five times the stated error of 1.6 %.
        assertEquals(1, distance(positions.get(2), positions.get(3)) / distance(networks[2], networks[3]), 0.08);
        assertEquals(1, distance(positions.get(0), positions.get(3)) / distance(networks[0], networks[3]), 0.08);
    }

    @Test
    void equalMembersHaveNoAxes() {
        Network one = ZOO.network(0);
        ZooFrame frame =
                new ZooFrame(LoadedZoo.read(ZOO.layout(), NetworkSource.of(List.of(one, one, one))), new Seed(2));
        assertEquals(0, frame.spectrum().size());
        assertEquals(0, frame.medianNearest());
        Place place =
                frame.places(new float[][] {ZOO.vector(1)}, new ArrayList<>()).get(0);
        assertEquals(distance(ZOO.vector(0), ZOO.vector(1)), place.nearest(), 1e-12);
        assertEquals(3, place.participation(), 1e-12);
        assertTrue(Double.isNaN(place.codeSquare()));
        assertTrue(Double.isNaN(place.x()));
    }

    private static Place place(float[] y) {
        return FRAME.places(new float[][] {y}, new ArrayList<>()).get(0);
    }

    /** A random vector without its part in the span of the centred members. */
    private static double[] orthogonal(Seed seed) {
        DMatrixRMaj x = new DMatrixRMaj(D, N - 1);
        for (int i = 0; i < N - 1; i++) {
            for (int d = 0; d < D; d++) {
                x.set(d, i, (double) ZOO.vector(i)[d] - ZOO.vector(N - 1)[d]);
            }
        }
        SplittableRandom random = seed.random();
        DMatrixRMaj noise = new DMatrixRMaj(D, 1);
        for (int d = 0; d < D; d++) {
            noise.set(d, 0, random.nextGaussian());
        }
        DMatrixRMaj a = new DMatrixRMaj(N - 1, 1);
        CommonOps_DDRM.solve(x, noise, a);
        CommonOps_DDRM.multAdd(-1, x, a, noise);
        return noise.getData();
    }

    private static double distance(float[] a, float[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += ((double) a[d] - b[d]) * ((double) a[d] - b[d]);
        }
        return Math.sqrt(sum);
    }

    private static double distance(double[] a, double[] b) {
        double sum = 0;
        for (int d = 0; d < a.length; d++) {
            sum += (a[d] - b[d]) * (a[d] - b[d]);
        }
        return Math.sqrt(sum);
    }
}
