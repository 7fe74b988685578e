package questions

import "portdrill/questions/catalogue"

// symptom: names fail, addresses work: what to check?
var symptom = kindOf{
	key: Symptom, name: catalogue.Text{EN: "what to check when something fails", ZH: "出故障时检查什么"},
	formats: []Format{Choice, Typed, Flashcards}, make: makeScenario("symptom"),
	guess: 0.32, weight: 7, bareLabels: true,
	aspect: "port", asks: hasScenario("symptom"), fair: isUntold(Symptom), stems: scenarioStems("symptom"),
}
