import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.GroupDef;
import org.javarosa.core.model.ValidateOutcome;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;

/** One person's way through a form, from the first page to sending. */
final class Walk {
    private static final int TRIES = 1000;
    private static final int MENDS = 50;
    private static final int MOST_TURNS = 3;
    private static final double[] PATIENCE = {1.0, 1.0, 0.9, 0.7, 0.4, 0.0};

    private final FormDef form;
    private final FormEntryController controller;
    private final Random random;
    private final Candidates candidates;
    private final double patience;
    private final Map<String, Integer> turns = new HashMap<>();

    Walk(FormDef form, Random random, Candidates candidates) {
        this.form = form;
        this.random = random;
        this.controller = new FormEntryController(new FormEntryModel(form));
        this.candidates = candidates;
        this.patience = PATIENCE[random.nextInt(PATIENCE.length)];
        String[] languages = controller.getModel().getLanguages();
        if (languages != null && languages.length > 0) {
            controller.setLanguage(languages[random.nextInt(languages.length)]);
        }
    }

    void toTheEnd() throws IOException {
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        int event = controller.stepToNextEvent();
        while (event != FormEntryController.EVENT_END_OF_FORM) {
            event = at(event);
        }
        mend();
        controller.finalizeFormEntry();
    }

    private int at(int event) throws IOException {
        if (event == FormEntryController.EVENT_QUESTION) {
            answer(controller.getModel().getQuestionPrompt());
        } else if (event == FormEntryController.EVENT_REPEAT) {
            FormIndex here = controller.getModel().getFormIndex();
            if (isUnwanted(here)) {
                return controller.jumpToIndex(controller.deleteRepeat());
            }
        } else if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT) {
            FormIndex here = controller.getModel().getFormIndex();
            if (here.getElementMultiplicity() < wanted(here)) {
                controller.newRepeat();
            }
        }
        return controller.stepToNextEvent();
    }

    /** A form shows the first turn of a repeat unasked; a person may take it away. */
    private boolean isUnwanted(FormIndex here) {
        GroupDef repeat = (GroupDef) form.getChild(here);
        boolean isCounted = repeat.count != null || repeat.noAddRemove;
        return !isCounted && here.getElementMultiplicity() >= wanted(here);
    }

    private int wanted(FormIndex here) {
        String name = here.getReference().toString(true).replaceAll("\\[[^\\[\\]]*\\]$", "");
        return turns.computeIfAbsent(name, any -> random.nextInt(MOST_TURNS + 1));
    }

    private void answer(FormEntryPrompt prompt) throws IOException {
        if (prompt.isReadOnly()) {
            return;
        }
        boolean isWanted = prompt.isRequired() || random.nextDouble() < patience;
        if (!isWanted || prompt.getControlType() == Constants.CONTROL_UNTYPED) {
            return;
        }
        for (int each = 0; each < TRIES; each++) {
            IAnswerData answer = candidates.answerTo(prompt, each);
            if (answer == null) {
                break;
            }
            if (controller.answerQuestion(answer, true) == FormEntryController.ANSWER_OK) {
                return;
            }
        }
        leaveEmpty(prompt);
    }

    private void leaveEmpty(FormEntryPrompt prompt) {
        int outcome = controller.answerQuestion(null, true);
        if (outcome != FormEntryController.ANSWER_OK) {
            throw new IllegalStateException(
                    "no valid answer was found for " + prompt.getIndex().getReference());
        }
    }

    /** Answer again what a later answer made invalid, as the client asks before it finalises. */
    private void mend() throws IOException {
        for (int each = 0; each < MENDS; each++) {
            ValidateOutcome outcome = form.validate();
            if (outcome == null) {
                return;
            }
            controller.jumpToIndex(outcome.failedPrompt);
            answer(controller.getModel().getQuestionPrompt());
        }
        throw new IllegalStateException("the form could not be made valid");
    }
}
