import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.javarosa.core.model.Constants;
import org.javarosa.core.model.FormDef;
import org.javarosa.core.model.FormIndex;
import org.javarosa.core.model.GroupDef;
import org.javarosa.core.model.IFormElement;
import org.javarosa.core.model.QuestionDef;
import org.javarosa.core.model.ValidateOutcome;
import org.javarosa.core.model.data.IAnswerData;
import org.javarosa.core.model.instance.TreeElement;
import org.javarosa.core.model.instance.TreeReference;
import org.javarosa.form.api.FormEntryController;
import org.javarosa.form.api.FormEntryModel;
import org.javarosa.form.api.FormEntryPrompt;
import org.javarosa.xform.util.XFormAnswerDataSerializer;

/**
 * A person who fills a form on a page that shows all of it, changing their mind often; every step
 * is told.
 *
 * <p>After each step all of the form is looked at, as such a page does: counted repeats come into
 * being and choices that are no longer offered are taken back.
 */
final class Rambler {
    private static final int TRIES = 1000;
    private static final int MENDS = 400;
    private static final int MOST_REFUSALS_TOLD = 3;
    private static final int MOST_TURNS = 3;
    private static final int MOST_CHANGES = 14;
    private static final double[] PATIENCE = {1.0, 1.0, 0.9, 0.7, 0.4, 0.1};
    private static final String[] VERDICTS = {"ok", "required", "constraint"};

    private final FormDef form;
    private final FormEntryController controller;
    private final Random random;
    private final Candidates candidates;
    private final Misfits misfits;
    private final Story story;
    private final double patience;
    private final boolean changesShape;
    private final Map<String, IAnswerData> before = new HashMap<>();

    Rambler(FormDef form, Random random, Candidates candidates, Story story) {
        this.form = form;
        this.random = random;
        this.candidates = candidates;
        this.misfits = new Misfits(random);
        this.story = story;
        this.controller = new FormEntryController(new FormEntryModel(form));
        this.patience = PATIENCE[random.nextInt(PATIENCE.length)];
        this.changesShape = changesShape(form, TreeReference.rootRef());
    }

    void toTheEnd() throws IOException {
        look();
        walk();
        for (int left = random.nextInt(MOST_CHANGES); left > 0; left--) {
            changeMind();
        }
        ValidateOutcome outcome = form.validate();
        story.tell("check", outcome == null ? "" : path(outcome.failedPrompt.getReference()));
        mend();
        controller.finalizeFormEntry();
    }

    /** Go through the form once, answering and adding. */
    private void walk() throws IOException {
        Map<String, Integer> wanted = new HashMap<>();
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        int event = controller.stepToNextEvent();
        while (event != FormEntryController.EVENT_END_OF_FORM) {
            FormIndex here = controller.getModel().getFormIndex();
            if (event == FormEntryController.EVENT_QUESTION && random.nextDouble() < patience) {
                answer(here);
            } else if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT) {
                String repeat = path(here.getReference()).replaceAll("\\[\\d+]$", "");
                int turns = wanted.computeIfAbsent(repeat, any -> random.nextInt(MOST_TURNS + 1));
                if (here.getElementMultiplicity() < turns) {
                    add(here);
                }
            }
            event = controller.stepToNextEvent();
        }
    }

    private void changeMind() throws IOException {
        List<FormIndex> questions = new ArrayList<>();
        List<FormIndex> instances = new ArrayList<>();
        List<FormIndex> places = new ArrayList<>();
        collect(questions, instances, places);
        int chance = random.nextInt(20);
        if (chance < 2 && !instances.isEmpty()) {
            remove(instances.get(random.nextInt(instances.size())));
        } else if (chance < 4 && !places.isEmpty()) {
            add(places.get(random.nextInt(places.size())));
        } else if (!questions.isEmpty()) {
            FormIndex index = questions.get(random.nextInt(questions.size()));
            IAnswerData earlier = before.get(path(index.getReference()));
            if (chance < 8) {
                give(index, null, true);
            } else if (chance < 13 && earlier != null) {
                give(index, earlier, true);
            } else {
                answer(index);
            }
        }
    }

    private void collect(List<FormIndex> questions, List<FormIndex> instances, List<FormIndex> places) {
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        int event = controller.stepToNextEvent();
        while (event != FormEntryController.EVENT_END_OF_FORM) {
            FormIndex here = controller.getModel().getFormIndex();
            if (event == FormEntryController.EVENT_QUESTION && isOpen(here)) {
                questions.add(here);
            } else if (event == FormEntryController.EVENT_PROMPT_NEW_REPEAT) {
                places.add(here);
            } else if (event == FormEntryController.EVENT_REPEAT) {
                GroupDef repeat = (GroupDef) form.getChild(here);
                if (repeat.count == null && !repeat.noAddRemove) {
                    instances.add(here);
                }
            }
            event = controller.stepToNextEvent();
        }
    }

    private boolean isOpen(FormIndex index) {
        FormEntryPrompt prompt = controller.getModel().getQuestionPrompt(index);
        return !prompt.isReadOnly() && prompt.getControlType() != Constants.CONTROL_UNTYPED;
    }

    private void answer(FormIndex index) throws IOException {
        if (!isOpen(index)) {
            return;
        }
        FormEntryPrompt prompt = controller.getModel().getQuestionPrompt(index);
        if (random.nextInt(6) == 0) {
            misfits.oneFor(prompt).ifPresent(text -> tell("set", index, text, "type"));
        }
        for (int each = 0; each < TRIES; each++) {
            IAnswerData answer = candidates.answerTo(prompt, each);
            if (answer == null || give(index, answer, each < MOST_REFUSALS_TOLD)) {
                return;
            }
        }
        give(index, null, true);
    }

    /** Give an answer, null for none; say whether it was taken. */
    private boolean give(FormIndex index, IAnswerData answer, boolean isTold) {
        IAnswerData held = form.getMainInstance().resolveReference(index.getReference()).getValue();
        int verdict = controller.answerQuestion(index, answer, true);
        boolean isTaken = verdict == FormEntryController.ANSWER_OK;
        if (isTold || isTaken) {
            tell("set", index, text(answer), VERDICTS[verdict]);
        }
        if (isTaken) {
            before.put(path(index.getReference()), held);
            look();
        }
        return isTaken;
    }

    private void add(FormIndex index) {
        TreeReference repeat = index.getReference();
        controller.newRepeat(index);
        story.tell("add", path(repeat.getParentRef()), repeat.genericize().toString(false));
        look();
    }

    private void remove(FormIndex index) {
        story.tell("remove", path(index.getReference()));
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        controller.deleteRepeat(index);
        before.clear();
        look();
    }

    private void mend() throws IOException {
        for (int each = 0; each < MENDS; each++) {
            ValidateOutcome outcome = form.validate();
            if (outcome == null) {
                return;
            }
            answer(outcome.failedPrompt);
        }
        throw new IllegalStateException("the form could not be made valid");
    }

    /** See all of the form, where that changes what there is to see. */
    private void look() {
        if (!changesShape) {
            return;
        }
        FormIndex here = controller.getModel().getFormIndex();
        controller.jumpToIndex(FormIndex.createBeginningOfFormIndex());
        int event = controller.stepToNextEvent();
        while (event != FormEntryController.EVENT_END_OF_FORM) {
            if (event == FormEntryController.EVENT_QUESTION) {
                controller.getModel().getQuestionPrompt().getAnswerValue();
            }
            event = controller.stepToNextEvent();
        }
        controller.jumpToIndex(here);
    }

    private static boolean changesShape(IFormElement element, TreeReference root) {
        if (element instanceof GroupDef group && group.count != null) {
            return true;
        }
        if (element instanceof QuestionDef question && question.getDynamicChoices() != null) {
            return question.getDynamicChoices().nodesetExpr.getTriggers(root).stream()
                    .anyMatch(trigger -> trigger.getInstanceName() == null);
        }
        List<IFormElement> children = element.getChildren();
        return children != null && children.stream().anyMatch(child -> changesShape(child, root));
    }

    private void tell(String what, FormIndex index, String text, String verdict) {
        story.tell(what, path(index.getReference()), text, verdict);
    }

    private static String text(IAnswerData answer) {
        return answer == null ? "" : (String) new XFormAnswerDataSerializer().serializeAnswerData(answer);
    }

    /** Write where a node stands: /data/person[2]/name, with positions of repeats only. */
    private String path(TreeReference place) {
        StringBuilder path = new StringBuilder();
        for (int depth = 0; depth < place.size(); depth++) {
            path.append('/').append(place.getName(depth));
            TreeElement element = form.getMainInstance().resolveReference(place.getSubReference(depth));
            if (element == null || element.isRepeatable()) {
                path.append('[').append(place.getMultiplicity(depth) + 1).append(']');
            }
        }
        return path.toString();
    }
}
