/** Name of the state that holds averaged parameters; `model.averaged()` looks for it. */
export const AVERAGE = "average";
