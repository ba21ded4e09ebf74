// Short names for the shapes that the API document describes. Generated types stay in schema.d.ts.
import type { components } from './schema';

type Schemas = components['schemas'];

export type ContactView = Schemas['ContactView'];
export type Guidance = Schemas['Guidance'];
export type Intent = Schemas['Intent'];
export type Observation = Schemas['Observation'];
export type Session = Schemas['Session'];
export type Problem = Schemas['Problem'];
export type Refusal = Schemas['Refusal'];
export type Missing = Schemas['Missing'];
export type Field = Schemas['Field'];
export type Checkpoint = Schemas['Checkpoint'];
export type Phrase = Schemas['Phrase'];
export type Action = Schemas['Action'];
export type Road = Schemas['Road'];
export type Cue = Schemas['Cue'];
export type Gate = Schemas['Gate'];
export type Method = Schemas['Method'];
export type Named = Schemas['Named'];
export type NextAction = Schemas['NextAction'];
export type Notes = Schemas['Notes'];
export type Party = Schemas['Party'];
export type ProcedureView = Schemas['ProcedureView'];
export type Request = Schemas['Request'];
export type StageView = Schemas['StageView'];
export type Task = Schemas['Task'];
export type TriedView = Schemas['TriedView'];
export type ContactSummary = Schemas['ContactSummary'];
export type FoundContact = Schemas['FoundContact'];
export type Candidate = Schemas['Candidate'];
export type Compared = Schemas['Compared'];
export type Outcome = Schemas['Outcome'];
export type SimulatedCall = Schemas['SimulatedCall'];
export type SimulatedCaller = Schemas['SimulatedCaller'];
export type StreamEvent = Schemas['StreamEvent'];
