package org.weightflow.datasets;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;

/**
 * MNIST and the datasets made in its likeness: ten classes of 28 x 28 grey images in four IDX files.
 *
 * <p>All four files must lie in one folder, the first of {@code DIR/<name>}, {@code DIR} and the {@code raw} folder of
 * torchvision's layout that has them; each packed with gzip or not, with '-' or '.' before {@code idx}, the unpacked one
 * first. Pixels become byte / 255 in single precision, as torchvision's {@code ToTensor} has it. The relatives use the
 * same file names, so MNIST itself under the name of a relative is told by its checksum and refused.
 */
enum MnistFamily implements TaskSource {
    MNIST(
            "mnist",
            List.of("0", "1", "2", "3", "4", "5", "6", "7", "8", "9"),
            "MNIST/raw",
            "CC BY-SA 3.0",
            "Y. LeCun, C. Cortes and C. J. C. Burges (1998), http://yann.lecun.com/exdb/mnist/"),
    FASHION_MNIST(
            "fashion-mnist",
            List.of(
                    "T-shirt/top",
                    "Trouser",
                    "Pullover",
                    "Dress",
                    "Coat",
                    "Sandal",
                    "Shirt",
                    "Sneaker",
                    "Bag",
                    "Ankle boot"),
            "FashionMNIST/raw",
            "MIT",
            "H. Xiao, K. Rasul and R. Vollgraf (2017), Zalando SE, https://github.com/zalandoresearch/fashion-mnist"),
    KMNIST(
            "kmnist",
            List.of("o", "ki", "su", "tsu", "na", "ha", "ma", "ya", "re", "wo"),
            "KMNIST/raw",
            "CC BY-SA 4.0",
            "T. Clanuwat et al. (2018), ROIS-DS Center for Open Data in the Humanities,"
                    + " http://codh.rois.ac.jp/kmnist/");

    /** The files, in the order in which they enter the checksum. */
    static final List<String> FILES = List.of(
            "train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte");

    /** SHA-256 of the four unpacked official files of MNIST, one after the other. */
    private static final String MNIST_SHA_256 = "b2d8f5bf39174ee5ffeefa97e42d673c35432b411bb5d1f74fbbeddae7f1690a";

    private static final int SIDE = 28;
    private static final int CLASSES = 10;
    private static final int COUNT = 70_000;

    private final String datasetName;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of, which its type does not tell
    private final List<String> classNames;

    private final String torchvisionFolder;
    private final String licence;
    private final String origin;

    MnistFamily(String datasetName, List<String> classNames, String torchvisionFolder, String licence, String origin) {
        this.datasetName = datasetName;
        this.classNames = classNames;
        this.torchvisionFolder = torchvisionFolder;
        this.licence = licence;
        this.origin = origin;
    }

    @Override
    public String datasetName() {
        return datasetName;
    }

    @Override
    public DatasetDescription describe(Path folder) {
        return new DatasetDescription(
                datasetName,
                COUNT,
                List.of(1, SIDE, SIDE),
                classNames,
                false,
                locate(folder).isPresent(),
                licence,
                origin);
    }

    /**
     * Reads the four files; nothing is drawn, for the test part is the official one.
     *
     * @throws MissingDatasetException if no folder has all four files
     * @throws DatasetFormatException if a file is no IDX file of 28 x 28 images or of labels below 10, the numbers of
     *     images and labels differ, or the files are those of MNIST under another name
     */
    @Override
    public Dataset load(Path folder, RandomGenerator draws) throws IOException {
        List<Path> files = locate(folder).orElseThrow(() -> missing(folder));
        MessageDigest digest = Sha256.begin();
        Examples train = examples(files.get(0), files.get(1), digest);
        Examples test = examples(files.get(2), files.get(3), digest);
        String sha256 = Sha256.end(digest);
        if (this != MNIST && sha256.equals(MNIST_SHA_256)) {
            Path found = parent(files.get(0));
            throw new DatasetFormatException(found + ": expected " + datasetName
                    + ", found the files of mnist, which have the same names; put those of " + datasetName + " in "
                    + folder.resolve(datasetName));
        }
        return new Dataset(datasetName, train, test, classNames, licence, origin, sha256);
    }

    private static Examples examples(Path imageFile, Path labelFile, MessageDigest digest) throws IOException {
        IdxFile images = IdxFile.read(imageFile, List.of(SIDE, SIDE), digest);
        IdxFile labels = IdxFile.read(labelFile, List.of(), digest);
        int count = images.dimensions().get(0);
        if (labels.values().length != count) {
            throw new DatasetFormatException(labelFile + ": expected " + count + " labels, one for each image in "
                    + imageFile.getFileName() + ", found " + labels.values().length);
        }
        float[] features = new float[images.values().length];
        for (int i = 0; i < features.length; i++) {
            features[i] = Byte.toUnsignedInt(images.values()[i]) / 255f;
        }
        int[] classes = new int[count];
        for (int row = 0; row < count; row++) {
            classes[row] = Byte.toUnsignedInt(labels.values()[row]);
            if (classes[row] >= CLASSES) {
                throw new DatasetFormatException(labelFile + ": label " + classes[row] + " of example " + row
                        + " is not in [0, " + CLASSES + ")");
            }
        }
        return Examples.owning(features, classes, List.of(1, SIDE, SIDE), CLASSES);
    }

    /** The four files in the order of {@link #FILES}, if one folder has them all. */
    private Optional<List<Path>> locate(Path folder) {
        return folders(folder)
                .map(MnistFamily::filesIn)
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Stream<Path> folders(Path folder) {
        return Stream.of(folder.resolve(datasetName), folder, folder.resolve(torchvisionFolder));
    }

    private static Optional<List<Path>> filesIn(Path folder) {
        List<Path> found = new ArrayList<>();
        for (String file : FILES) {
            variants(folder, file).filter(Files::isRegularFile).findFirst().ifPresent(found::add);
        }
        return found.size() == FILES.size() ? Optional.of(List.copyOf(found)) : Optional.empty();
    }

    /** The paths under which {@code file} is accepted in {@code folder}, the one that is read first coming first. */
    static Stream<Path> variants(Path folder, String file) {
        String dotted = file.replace("-idx", ".idx");
        return Stream.of(file, dotted, file + ".gz", dotted + ".gz").map(folder::resolve);
    }

    private MissingDatasetException missing(Path folder) {
        Path home = folder.resolve(datasetName);
        List<String> absent = FILES.stream()
                .filter(file -> variants(home, file).noneMatch(Files::isRegularFile))
                .toList();
        String found = absent.size() == FILES.size() ? "" : " (missing there: " + String.join(", ", absent) + ")";
        String remedy = this == MNIST
                ? "`weightflow data fetch mnist` downloads them"
                : "get them from " + origin + ", for only mnist and cifar10 can be fetched";
        return new MissingDatasetException(datasetName + " is not in " + folder + ": " + byHand(folder) + found
                + " or all four in " + folder + "; " + remedy);
    }

    @Override
    public String byHand(Path folder) {
        return "expected " + String.join(", ", FILES) + ", each with or without .gz, in " + folder.resolve(datasetName);
    }

    private static Path parent(Path file) {
        Path parent = file.getParent();
        return parent == null ? Path.of("") : parent;
    }
}
