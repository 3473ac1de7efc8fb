import { Module } from '@nestjs/common';
import { RuleSetsModule } from '../rule-sets/rule-sets.module.js';
import { HowWeDecidePages } from './how-we-decide.pages.js';
import { HowWeDecideService } from './how-we-decide.service.js';

@Module({ imports: [RuleSetsModule], controllers: [HowWeDecidePages], providers: [HowWeDecideService] })
export class HowWeDecideModule {}
