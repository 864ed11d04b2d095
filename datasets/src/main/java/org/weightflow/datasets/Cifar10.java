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
 * CIFAR-10: ten classes of colour images of 32 x 32, in the binary record format (see {@link CifarRecords}).
 *
 * <p>The whole dataset is the six files of the official binary archive with 10,000 records each. A subset is a
 * {@code train.bin} and a {@code test.bin} of any number of records; it has a name of its own, so that nobody takes its
 * numbers for those of CIFAR-10. Each file may be packed with gzip. Features are kept in single precision: the whole
 * dataset takes 737 MB of memory, and cutting and scaling it makes a copy or two of that for a while.
 */
enum Cifar10 implements TaskSource {
    FULL(
            "cifar10",
            List.of("data_batch_1.bin", "data_batch_2.bin", "data_batch_3.bin", "data_batch_4.bin", "data_batch_5.bin"),
            "test_batch.bin",
            List.of("cifar10", "cifar10/cifar-10-batches-bin", "", "cifar-10-batches-bin")),
    SUBSET("cifar10-subset", List.of("train.bin"), "test.bin", List.of("cifar10-subset"));

    /** Where the official archive is published. */
    static final String ORIGIN = "https://www.cs.toronto.edu/~kriz/cifar.html";

    /** Records of each official file. */
    static final int BATCH = 10_000;

    private static final int LARGEST_SUBSET = 60_000;
    private static final List<Integer> SHAPE = List.of(3, 32, 32);
    private static final List<String> CLASS_NAMES =
            List.of("airplane", "automobile", "bird", "cat", "deer", "dog", "frog", "horse", "ship", "truck");

    private final String datasetName;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of, which its type does not tell
    private final List<String> trainFiles;

    private final String testFile;

    @SuppressWarnings("ImmutableEnumChecker") // likewise
    private final List<String> places;

    Cifar10(String datasetName, List<String> trainFiles, String testFile, List<String> places) {
        this.datasetName = datasetName;
        this.trainFiles = trainFiles;
        this.testFile = testFile;
        this.places = places;
    }

    @Override
    public String datasetName() {
        return datasetName;
    }

    /** The files without {@code .gz}, those of the training part first: the order in which they enter the checksum. */
    List<String> files() {
        List<String> files = new ArrayList<>(trainFiles);
        files.add(testFile);
        return files;
    }

    @Override
    public DatasetDescription describe(Path folder) {
        Optional<List<Path>> found = locate(folder);
        return new DatasetDescription(
                datasetName,
                this == FULL ? 6 * BATCH : found.map(Cifar10::statedExamples).orElse(0),
                SHAPE,
                CLASS_NAMES,
                false,
                found.isPresent(),
                "research use, cite Krizhevsky (2009)",
                "A. Krizhevsky (2009), Learning Multiple Layers of Features from Tiny Images, " + ORIGIN);
    }

    /** What the files say of their lengths, for a listing; {@link #load} counts. */
    private static int statedExamples(List<Path> files) {
        long bytes = 0;
        for (Path file : files) {
            try {
                bytes += PackedFile.isPacked(file) ? PackedFile.statedLength(file) : Files.size(file);
            } catch (IOException e) {
                return 0;
            }
        }
        return (int) Math.min(Integer.MAX_VALUE, bytes / CifarRecords.BYTES);
    }

    /**
     * Reads the files; nothing is drawn, for there is a test part.
     *
     * @throws MissingDatasetException if no folder has all files
     * @throws DatasetFormatException if a file has another length than it should, or a label is not in [0, 10)
     */
    @Override
    public Dataset load(Path folder, RandomGenerator draws) throws IOException {
        List<Path> files = locate(folder)
                .orElseThrow(() -> new MissingDatasetException(
                        datasetName + " is not in " + folder + ": " + byHand(folder) + remedy()));
        MessageDigest digest = Sha256.begin();
        DatasetDescription facts = describe(folder);
        return new Dataset(
                datasetName,
                examples(files.subList(0, trainFiles.size()), digest),
                examples(files.subList(trainFiles.size(), files.size()), digest),
                CLASS_NAMES,
                facts.licence(),
                facts.origin(),
                Sha256.end(digest));
    }

    private String remedy() {
        return this == FULL ? "; `weightflow data fetch cifar10` downloads them" : "";
    }

    @Override
    public String byHand(Path folder) {
        return "expected " + String.join(", ", files()) + ", each with or without .gz, in "
                + folder.resolve(datasetName);
    }

    private Examples examples(List<Path> files, MessageDigest digest) throws IOException {
        int[] counts = new int[files.size()];
        int total = 0;
        for (int i = 0; i < counts.length; i++) {
            counts[i] = requireCount(files.get(i));
            total += counts[i];
        }
        float[] features = new float[total * CifarRecords.PIXELS];
        int[] labels = new int[total];
        int first = 0;
        for (int i = 0; i < counts.length; i++) {
            CifarRecords.read(files.get(i), counts[i], features, labels, first, digest);
            first += counts[i];
        }
        return Examples.owning(features, labels, SHAPE, CifarRecords.CLASSES);
    }

    private int requireCount(Path file) throws IOException {
        if (this == SUBSET) {
            return CifarRecords.count(file, LARGEST_SUBSET);
        }
        int count = CifarRecords.count(file, BATCH);
        if (count != BATCH) {
            throw new DatasetFormatException(file + ": expected " + BATCH + " records, found " + count
                    + "; a part of the dataset goes by the name " + SUBSET.datasetName);
        }
        return count;
    }

    /** The files in the order of {@link #files}, if one folder has them all. */
    Optional<List<Path>> locate(Path folder) {
        return places.stream()
                .map(place -> filesIn(folder.resolve(place)))
                .flatMap(Optional::stream)
                .findFirst();
    }

    private Optional<List<Path>> filesIn(Path folder) {
        List<Path> found = files().stream()
                .map(file -> Stream.of(file, file + ".gz")
                        .map(folder::resolve)
                        .filter(Files::isRegularFile)
                        .findFirst())
                .flatMap(Optional::stream)
                .toList();
        return found.size() == files().size() ? Optional.of(found) : Optional.empty();
    }
}
