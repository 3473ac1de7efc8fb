import { Module } from '@nestjs/common';
import { RuleSetRegistry } from './rule-set.registry.js';

@Module({ providers: [RuleSetRegistry], exports: [RuleSetRegistry] })
export class RuleSetsModule {}
