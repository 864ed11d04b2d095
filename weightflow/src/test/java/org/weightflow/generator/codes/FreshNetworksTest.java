package org.weightflow.generator.codes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.weightflow.canon.linear.Rows;
import org.weightflow.canon.pca.Retain;
import org.weightflow.generator.TestZoo;
import org.weightflow.generator.flow.matching.Source;
import org.weightflow.networks.Initialisation;
import org.weightflow.networks.LayoutPart;
import org.weightflow.networks.Seed;
import org.weightflow.networks.StateDict;

class FreshNetworksTest {
    private static final int DRAWS = 4000;

    @ParameterizedTest
    @CsvSource({
        "KAIMING_NORMAL, GLOBAL, STORED",
        "TORCH_DEFAULT, GLOBAL, IMPLIED",
        "TORCH_DEFAULT, LAYER, STORED",
        "XAVIER_UNIFORM, LAYER, IMPLIED"
    })
    void haveTheMomentsOfCodesOfDrawnOnes(
            Initialisation initialisation, BasisConfig.Scope scope, BasisConfig.Kind kind) {
        CodeSpace space = space(scope, kind);
        int k = space.dimensions();
        Source source = FreshNetworks.source(space, initialisation);
        double[] mean = new double[k];
        double[][] products = new double[k][k];
        for (int i = 0; i < DRAWS; i++) {
            double[] code = space.encode(initialisation.draw(space.layout(), new Seed(3).child(i)));
            for (int a = 0; a < k; a++) {
                mean[a] += code[a] / DRAWS;
                for (int b = 0; b < k; b++) {
                    products[a][b] += (code[a] - source.mean()[a]) * (code[b] - source.mean()[b]) / DRAWS;
                }
            }
        }
        double[][] factor = source.factor();
        for (int a = 0; a < k; a++) {
            assertEquals(mean[a], source.mean()[a], 5 * Math.sqrt(product(factor, a, a) / DRAWS));
            for (int b = 0; b < k; b++) {
                // Five standard errors of a product of two normals that may go together.
                double near = 5 * Math.sqrt(2 * product(factor, a, a) * product(factor, b, b) / DRAWS);
                assertEquals(products[a][b], product(factor, a, b), near, a + ", " + b);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"GLOBAL", "LAYER"})
    void doNotDependOnWhereTheBasisIsKept(BasisConfig.Scope scope) {
        Source stored = FreshNetworks.source(space(scope, BasisConfig.Kind.STORED), Initialisation.TORCH_DEFAULT);
        Source implied = FreshNetworks.source(space(scope, BasisConfig.Kind.IMPLIED), Initialisation.TORCH_DEFAULT);
        assertArrayEquals(stored.mean(), implied.mean(), 1e-4);
        for (int a = 0; a < stored.dimensions(); a++) {
            for (int b = 0; b < stored.dimensions(); b++) {
                assertEquals(product(stored.factor(), a, b), product(implied.factor(), a, b), 1e-4);
            }
        }
    }

    /** Torch's initialisation moves biases too, so that no layer of the basis is without spread. */
    private static CodeSpace space(BasisConfig.Scope scope, BasisConfig.Kind kind) {
        LayoutPart coded = CodeSpace.coded(TestZoo.MLP.layout(), false);
        List<StateDict> members = IntStream.range(0, 7)
                .mapToObj(i -> Initialisation.TORCH_DEFAULT.draw(TestZoo.MLP.layout(), new Seed(8).child(i)))
                .toList();
        Rows rows = CodeSpace.order(coded).of(Rows.ofStateDicts(members));
        CodeSpace.Material material =
                new CodeSpace.Material(coded, rows, Rows.of(List.of()), CodeSpace.meanState(members, coded));
        return CodeSpace.fit(
                        material,
                        Retain.all(),
                        BasisConfig.defaults().withScope(scope).withKind(kind),
                        new Seed(1))
                .space();
    }

    private static double product(double[][] factor, int a, int b) {
        double sum = 0;
        for (int r = 0; r < factor[a].length; r++) {
            sum += factor[a][r] * factor[b][r];
        }
        return sum;
    }
}
