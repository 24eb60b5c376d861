import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.RangeQuestion;
import org.javarosa.core.model.SelectChoice;
import org.javarosa.core.model.data.DateData;
import org.javarosa.core.model.data.DateTimeData;
import org.javarosa.core.model.data.DecimalData;
import org.javarosa.core.model.data.GeoPointData;
import org.javarosa.core.model.data.GeoShapeData;
import org.javarosa.core.model.data.GeoTraceData;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.data.IntegerData;
import org.javarosa.core.model.data.LongData;
import org.javarosa.core.model.data.MultipleItemsData;
import org.javarosa.core.model.data.SelectMultiData;
import org.javarosa.core.model.data.SelectOneData;
import org.javarosa.core.model.data.StringData;
import org.javarosa.core.model.data.TimeData;
import org.javarosa.core.model.data.helper.Selection;
import org.javarosa.form.api.FormEntryPrompt;

/** Random answers of the kind that a question's widget would give. */
final class Candidates {
    private static final long DAY = 24L * 60 * 60 * 1000;
    private static final Map<Integer, String> ENDINGS =
            Map.of(
                    Constants.CONTROL_IMAGE_CHOOSE, "jpg",
                    Constants.CONTROL_AUDIO_CAPTURE, "m4a",
                    Constants.CONTROL_VIDEO_CAPTURE, "mp4");

    private final Random random;
    private final Path folder;
    private final Texts texts;
    private long files;

    Candidates(Blank blank, Random random, Path folder) {
        this.random = random;
        this.folder = folder;
        this.texts = new Texts(blank, random);
    }

    /** Return an answer, or null when the question has none to give (an empty choice list). */
    IAnswerData answerTo(FormEntryPrompt prompt, int attempt) throws IOException {
        switch (prompt.getControlType()) {
            case Constants.CONTROL_SELECT_ONE:
                return one(prompt.getSelectChoices());
            case Constants.CONTROL_SELECT_MULTI:
                return several(prompt.getSelectChoices());
            case Constants.CONTROL_RANK:
                return ranked(prompt.getSelectChoices());
            case Constants.CONTROL_TRIGGER:
                return new StringData("OK");
            case Constants.CONTROL_RANGE:
                return within((RangeQuestion) prompt.getQuestion(), prompt.getDataType());
            default:
                return typed(prompt, attempt);
        }
    }

    private IAnswerData typed(FormEntryPrompt prompt, int attempt) throws IOException {
        switch (prompt.getDataType()) {
            case Constants.DATATYPE_INTEGER:
                return new IntegerData((int) whole());
            case Constants.DATATYPE_LONG:
                return new LongData(whole());
            case Constants.DATATYPE_DECIMAL:
                return new DecimalData(decimal());
            case Constants.DATATYPE_DATE:
                return new DateData(moment());
            case Constants.DATATYPE_TIME:
                return new TimeData(moment());
            case Constants.DATATYPE_DATE_TIME:
                return new DateTimeData(moment());
            case Constants.DATATYPE_GEOPOINT:
                return new GeoPointData(point());
            case Constants.DATATYPE_GEOTRACE:
                return new GeoTraceData(new GeoTraceData.GeoTrace(points(2)));
            case Constants.DATATYPE_GEOSHAPE:
                return new GeoShapeData(new GeoShapeData.GeoShape(ring()));
            case Constants.DATATYPE_BINARY:
                return new StringData(file(ENDINGS.getOrDefault(prompt.getControlType(), "pdf")));
            default:
                return new StringData(texts.answerTo(prompt, attempt));
        }
    }

    private IAnswerData one(List<SelectChoice> choices) {
        return choices.isEmpty()
                ? null
                : new SelectOneData(choices.get(random.nextInt(choices.size())).selection());
    }

    private IAnswerData several(List<SelectChoice> choices) {
        if (choices.isEmpty()) {
            return null;
        }
        List<Selection> all = shuffled(choices);
        int most = random.nextInt(4) == 0 ? all.size() : Math.min(4, all.size());
        return new SelectMultiData(new ArrayList<>(all.subList(0, 1 + random.nextInt(most))));
    }

    private IAnswerData ranked(List<SelectChoice> choices) {
        return choices.isEmpty() ? null : new MultipleItemsData(shuffled(choices));
    }

    private List<Selection> shuffled(List<SelectChoice> choices) {
        List<Selection> all = new ArrayList<>();
        choices.forEach(choice -> all.add(choice.selection()));
        Collections.shuffle(all, random);
        return all;
    }

    private IAnswerData within(RangeQuestion range, int type) {
        double start = range.getRangeStart().doubleValue();
        double step = range.getRangeStep().doubleValue();
        int steps = (int) Math.round((range.getRangeEnd().doubleValue() - start) / step);
        double value = start + step * random.nextInt(Math.abs(steps) + 1);
        return type == Constants.DATATYPE_DECIMAL
                ? new DecimalData(value)
                : new IntegerData((int) value);
    }

    private long whole() {
        int[] most = {2, 20, 120, 1000, 100_000, 2_000_000_000};
        long value = random.nextInt(most[random.nextInt(most.length)]);
        return random.nextInt(10) == 0 ? -value : value;
    }

    private double decimal() {
        double[] odd = {1.23456789E7, 1.0E-5, 0.1, 23.907110000000003, 1.0E7};
        return random.nextInt(8) == 0
                ? odd[random.nextInt(odd.length)]
                : Math.round(random.nextDouble() * whole() * 100) / 100.0;
    }

    /** A moment in the last days, years or lifetime, or now and then in the future. */
    private Date moment() {
        long[] reach = {1, 30, 700, 7_000, 30_000};
        long back = (long) (random.nextDouble() * reach[random.nextInt(reach.length)] * DAY);
        return new Date(System.currentTimeMillis() + (random.nextInt(12) == 0 ? back / 30 : -back));
    }

    private double[] point() {
        double latitude = random.nextDouble() * 180 - 90;
        double longitude = random.nextDouble() * 360 - 180;
        return new double[] {latitude, longitude, random.nextInt(900), random.nextDouble() * 20};
    }

    private ArrayList<double[]> points(int fewest) {
        ArrayList<double[]> points = new ArrayList<>();
        for (int left = fewest + random.nextInt(4); left > 0; left--) {
            points.add(point());
        }
        return points;
    }

    private ArrayList<double[]> ring() {
        ArrayList<double[]> points = points(3);
        points.add(points.get(0).clone());
        return points;
    }

    private String file(String ending) throws IOException {
        String name = (1_718_000_000_000L + random.nextInt(1_000_000) * 1000L + files++) + "." + ending;
        byte[] content = new byte[random.nextInt(300)];
        random.nextBytes(content);
        Files.write(folder.resolve(name), content);
        return name;
    }
}
